// Mistakes of the files, over the last good letter: file, line, the lines there, and what to do.

import { at, element } from "/dom.js";

export function showMistakes(mistakes, letter) {
  at("mistakes").hidden = !mistakes.length;
  at("pulse").classList.toggle("wrong", mistakes.length > 0);
  at("stage").classList.toggle("behind", mistakes.length > 0);
  at("mistakes-title").textContent = mistakes.length === 1 ? "One mistake" : `${mistakes.length} mistakes`;
  at("mistakes-list").replaceChildren(...mistakes.map(row));
  at("mistakes-last").textContent = letter
    ? "Behind this is the last good letter. Save the mended file, and the new one takes its place."
    : "There is no letter yet. Save the mended file, and it appears.";
}

function row({ where, what, todo, lines }) {
  const made = element("li");
  if (where) made.append(element("p", "where", where));
  made.append(element("p", "what", what));
  if (lines.length) made.append(excerpt(lines));
  if (todo) made.append(element("p", "todo", todo));
  return made;
}

// A mistake in short, as it stands among the findings.
export function told({ where, what, todo }) {
  const foot = element("span", "foot");
  const place = element("code", "where", where.split("/").slice(-2).join("/"));
  place.title = where;
  foot.append(place);
  return [element("span", "message", what), ...(todo ? [element("span", "hint", todo)] : []), foot];
}

function excerpt(lines) {
  const made = element("pre", "excerpt");
  for (const { number, words, meant } of lines) {
    const line = element(meant ? "mark" : "span");
    line.append(element("b", "", String(number).padStart(4)), document.createTextNode(`  ${words}`));
    made.append(line);
  }
  return made;
}
