// What is behind the links: the web is asked when the editor wants it, never by itself. What is found stands among the
// findings as soon as all have answered; meanwhile one sees how far it is.

import { at } from "/dom.js";
import { asked } from "/state.js";

at("links-button").addEventListener("click", async ({ currentTarget: button }) => {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  tell("Asking …");
  await ask().catch((error) => tell(error.name === "TypeError" ? "The preview does not answer" : error.message));
  button.setAttribute("aria-disabled", "false");
});

const tell = (words) => (at("links-said").textContent = words);

async function ask() {
  const answer = await fetch(`/links?${asked()}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Newsletter-Token": document.querySelector("meta[name=token]").content },
    body: "{}",
  });
  if (!answer.ok) throw new Error(await answer.text());
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = `${rest}${part.value}`.split("\n");
    rest = lines.pop();
    for (const line of lines) tell(inWords(JSON.parse(line)));
  }
}

const inWords = ({ done, of, ended }) => ended ?? `${done} of ${of} answered`;
