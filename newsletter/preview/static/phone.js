// The letter on a phone: as this very device shows it, light or dark, and anew whenever it changes.

const frame = document.getElementById("letter");
const dark = matchMedia("(prefers-color-scheme: dark)");
const scheme = () => `scheme=${dark.matches ? "dark" : "light"}`;
let newest = ""; // the letter, until it stands in the frame
let loaded = false;

function show() {
  if (!loaded || !newest) return;
  const page = frame.contentDocument;
  const scrolled = page.scrollingElement?.scrollTop ?? 0;
  const next = new DOMParser().parseFromString(newest, "text/html");
  page.replaceChild(page.adoptNode(next.documentElement), page.documentElement);
  page.scrollingElement.scrollTop = scrolled;
  newest = "";
}

frame.addEventListener("load", () => {
  loaded = true;
  show();
});
frame.src = `letter?${scheme()}`;

const ended = document.getElementById("ended");
let stream = null;

function listen() {
  stream?.close();
  const opened = (stream = new EventSource(`events?${scheme()}`));
  opened.onmessage = take;
  opened.onopen = () => (ended.hidden = true);
  opened.onerror = async () => {
    // It would not try again by itself.
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => opened === stream && listen(), 5000);
    ended.textContent = await why();
    ended.hidden = stream.readyState === EventSource.OPEN; // it has come back meanwhile
  };
}

// Why nothing is told any more: too many phones listen, or nobody is there.
async function why() {
  const answer = await fetch("events", { signal: AbortSignal.timeout(3000) }).catch(() => null);
  answer?.body.cancel();
  return answer?.status === 503
    ? "As many phones as may already show this letter anew when it changes. Close it on one of them; until then this one shows it as it was."
    : "The preview has ended, or this phone has left its network.";
}

function take({ data }) {
  const { letter, document: html } = JSON.parse(data);
  if (letter) document.title = letter.subject;
  newest = html ?? newest;
  show();
}

dark.addEventListener("change", listen);
listen();
