// The stream that tells what there is to show, with each new letter as it is looked at; looked at in another way, it is
// another stream. It comes back by itself when the preview is started again.

import { at } from "/dom.js";
import { asked, onChange } from "/state.js";

let stream = null;

export function listen(show) {
  open(show);
  onChange((changed) => {
    if (["scheme", "pictures", "as"].some((name) => changed.includes(name))) open(show);
  });
}

function open(show) {
  stream?.close();
  const seen = asked();
  const address = `/events?${seen}`;
  const opened = (stream = new EventSource(address));
  opened.onopen = () => connected(true);
  opened.onmessage = (event) => show(JSON.parse(event.data), seen);
  opened.onerror = async () => {
    if (opened.readyState !== EventSource.CLOSED) return connected(false);
    connected(false, await refusal(address)); // it would not try again by itself
    setTimeout(() => opened === stream && open(show), 2000);
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
