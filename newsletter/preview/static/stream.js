// The stream that tells what there is to show; it comes back by itself when the preview is started again.

import { at } from "/dom.js";
import { state } from "/state.js";

export function listen(show) {
  const address = `/events?${new URLSearchParams({ issue: state.issue })}`;
  const stream = new EventSource(address);
  stream.onopen = () => connected(true);
  stream.onmessage = (event) => show(JSON.parse(event.data));
  stream.onerror = async () => {
    if (stream.readyState !== EventSource.CLOSED) return connected(false);
    connected(false, await refusal(address)); // it would not try again by itself
    setTimeout(() => listen(show), 2000);
  };
}

function connected(live, why = "") {
  at("pulse").classList.toggle("live", live);
  at("link").classList.toggle("live", live);
  at("link").textContent = live ? "Live" : why || "Ended: start the preview again to go on";
}

// What the preview says where it will not tell this page what there is to show, as to one page too many.
async function refusal(address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(3000) }).catch(() => null);
  if (answer && !answer.ok) return answer.text().catch(() => "");
  answer?.body.cancel();
  return "";
}
