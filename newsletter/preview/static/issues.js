// The list of issues, live: a card is made anew when its files have changed, the others stay as they are. What is said of
// how far an issue is needs the checks, so it comes card by card, the newest first.

const list = () => document.getElementById("cards");
const cards = () => [...list().querySelectorAll("li[data-name]")];

async function refresh() {
  const answer = await fetch("/issues").catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const known = new Map(cards().map((card) => [`${card.dataset.name} ${card.dataset.look}`, card]));
  const fresh = [...page.getElementById("cards").children];
  list().replaceChildren(...fresh.map((card) => known.get(`${card.dataset.name} ${card.dataset.look}`) ?? document.adoptNode(card)));
  document.getElementById("count").textContent = page.getElementById("count").textContent;
  showStates();
}

let turn = 0;

async function showStates() {
  const mine = ++turn;
  for (const card of cards()) {
    const place = card.querySelector(".state");
    if (place.dataset.state) continue;
    const answer = await fetch(`/standing?${new URLSearchParams({ issue: card.dataset.name })}`).catch(() => null);
    if (mine !== turn) return;
    if (!answer?.ok) continue;
    const { state, words } = await answer.json();
    place.dataset.state = state;
    place.textContent = words;
  }
}

let looks = "";
const stream = new EventSource("/issues/events");
stream.onmessage = ({ data }) => {
  if (looks && looks !== data) refresh();
  looks = data;
};

addEventListener("pageshow", (event) => event.persisted && refresh());
showStates();
