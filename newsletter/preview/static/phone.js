// The letter on a phone: as this very device shows it, light or dark, and anew whenever it changes.

const frame = document.getElementById("letter");
const dark = matchMedia("(prefers-color-scheme: dark)");
let shown = "";
let print = "";

async function show() {
  const wanted = `${print} ${dark.matches}`;
  if (!print || shown === wanted) return;
  shown = wanted;
  const answer = await fetch(`letter?scheme=${dark.matches ? "dark" : "light"}`).catch(() => null);
  if (!answer?.ok || shown !== wanted) return;
  const page = frame.contentDocument;
  const scrolled = page.scrollingElement?.scrollTop ?? 0;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  page.replaceChild(page.adoptNode(next.documentElement), page.documentElement);
  page.scrollingElement.scrollTop = scrolled;
}

frame.addEventListener("load", show);
frame.src = `letter?scheme=${dark.matches ? "dark" : "light"}`;
dark.addEventListener("change", show);

const ended = document.getElementById("ended");

function listen() {
  const stream = new EventSource("events");
  stream.onmessage = take;
  stream.onopen = () => (ended.hidden = true);
  stream.onerror = async () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000); // it would not try again by itself
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
  const { letter } = JSON.parse(data);
  if (letter) document.title = letter.subject;
  const first = !print;
  print = letter?.print ?? "";
  if (first) shown = frame.contentDocument?.body?.childElementCount ? `${print} ${dark.matches}` : "";
  show();
}

listen();
