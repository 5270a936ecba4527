// The stream that tells what there is to show; it comes back by itself when the preview is started again.

import { at } from "/dom.js";
import { state } from "/state.js";

export function listen(show) {
  const stream = new EventSource(`/events?${new URLSearchParams({ issue: state.issue })}`);
  stream.onopen = () => connected(true);
  stream.onmessage = (event) => show(JSON.parse(event.data));
  stream.onerror = () => {
    connected(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(show), 2000);
  };
}

function connected(live) {
  at("pulse").classList.toggle("live", live);
  at("link").classList.toggle("live", live);
  at("link").textContent = live ? "Live" : "Ended: start the preview again to go on";
}
