// The list of issues is read anew whenever one comes back to it, so that a new issue is there.

addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch("/issues").catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const cards = page.getElementById("cards");
  if (cards.innerHTML !== document.getElementById("cards").innerHTML) document.getElementById("cards").replaceWith(cards);
});
