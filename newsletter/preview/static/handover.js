// Copying and handing over: nothing is sent from here, the editor takes the letter along.

import { at, say } from "/dom.js";
import { asked, onChange } from "/state.js";

const NAMES = { html: "HTML", text: "Plain text" };

async function made(form) {
  const answer = await fetch(`/forms/${form}?${asked({ copy: "1" })}`);
  const words = await answer.text();
  if (!answer.ok) throw new Error(words);
  return words;
}

export async function copy(form) {
  try {
    await navigator.clipboard.writeText(await made(form));
    say(`${NAMES[form]} copied`);
  } catch (error) {
    say(error.message || "It could not be copied", true);
  }
}

// The letter is asked for before it is downloaded, so that what is wrong is said here and not in a strange file.
async function download(event) {
  event.preventDefault();
  const link = event.currentTarget;
  const answer = await fetch(link.href).catch(() => null);
  if (!answer) return say("The preview has ended", true);
  if (!answer.ok) return say(await answer.text(), true);
  const name = decodeURIComponent(/filename\*=utf-8''(.+)/.exec(answer.headers.get("content-disposition"))?.[1] ?? "letter");
  const address = URL.createObjectURL(await answer.blob());
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  at("hand-over").open = false;
}

const links = [...document.querySelectorAll("[data-form]")];

export function prepare() {
  for (const link of links) link.href = `/forms/${link.dataset.form}?${asked({ download: "1" })}`;
}

for (const link of links) link.addEventListener("click", download);
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    copy(button.dataset.copy);
    at("hand-over").open = false;
  });
}

document.addEventListener("click", ({ target }) => {
  if (!at("hand-over").contains(target)) at("hand-over").open = false;
});

onChange(prepare);
