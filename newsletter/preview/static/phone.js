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

const stream = new EventSource("events");
stream.onmessage = ({ data }) => {
  const { letter } = JSON.parse(data);
  if (letter) document.title = letter.subject;
  const first = !print;
  print = letter?.print ?? "";
  if (first) shown = frame.contentDocument?.body?.childElementCount ? `${print} ${dark.matches}` : "";
  show();
};
stream.onerror = () => (document.getElementById("ended").hidden = false);
stream.onopen = () => (document.getElementById("ended").hidden = true);
