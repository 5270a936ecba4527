// What all parts of the page share: elements by id, elements anew, a word to the editor.

export const at = (id) => document.getElementById(id);

export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

let leaves = 0;

// Says something for a moment, aloud for whoever listens to the page.
export function say(words, wrong = false) {
  const toast = at("toast");
  toast.textContent = words;
  toast.classList.toggle("wrong", wrong);
  toast.hidden = false;
  clearTimeout(leaves);
  leaves = setTimeout(() => (toast.hidden = true), wrong ? Math.max(8000, words.length * 70) : 2400);
}

export const bytes = (count) => `${(count / 1000).toFixed(1)} kB`;
