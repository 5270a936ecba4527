// Where a position of the issue stands in the letters: scrolls there, and marks it for a moment.

import { element } from "/dom.js";
import { afterPaint, frames, viewOf } from "/frames.js";
import { toggle } from "/sheets.js";
import { change, small, state } from "/state.js";

// Returns the boxes of all that stands at a position or below it, else of the nearest thing around it.
function boxes(page, position) {
  for (let around = position; around; around = around.split(".").slice(0, -1).join(".")) {
    const found = elements(page, around).map((one) => one.getBoundingClientRect()).filter((box) => box.width && box.height);
    if (found.length) return found;
  }
  return [];
}

function elements(page, position) {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) {
    const words = walker.currentNode.data;
    if (words === `@${position}` || words.startsWith(`@${position}.`)) found.push(storyOf(walker.currentNode) ?? begun(walker.currentNode));
  }
  return found;
}

// The element that holds all of one story and nothing of another: who wrote it stands in it too, and has no comment.
function storyOf(comment) {
  const parent = comment.parentElement;
  const stories = [...parent.childNodes].filter((node) => node.nodeType === Node.COMMENT_NODE && /^@b\d+\.s\d+$/.test(node.data));
  return stories.length === 1 && stories[0] === comment ? parent : null;
}

// The element that begins at a comment, or the one in which its words stand.
function begun(comment) {
  let next = comment.nextSibling;
  while (next && (next.nodeType === Node.COMMENT_NODE || next.nodeName === "NL-READERS" || (next.nodeType === Node.TEXT_NODE && !next.data.trim()))) {
    next = next.nextSibling;
  }
  return next?.nodeType === Node.ELEMENT_NODE ? next : comment.parentElement;
}

export function jump(position) {
  let any = false;
  for (const frame of frames.filter((one) => state.show.includes(viewOf(one)) && one.dataset.ready)) {
    const found = boxes(frame.contentDocument, position);
    if (!found.length) continue;
    any = true;
    mark(frame, found);
  }
  return any;
}

const LETTERS = ["phone", "tablet", "desktop"];
let wanted = ""; // where to go as soon as the letter is painted that was opened for it

// Goes to a position in the letter: one is opened where none is, and what lies over it is closed.
export function go(position) {
  if (small.matches && state.panel !== "none") change({ panel: "none" });
  if (LETTERS.some((view) => state.show.includes(view))) return jump(position);
  wanted = position;
  toggle("phone");
}

afterPaint(() => {
  if (wanted && jump(wanted)) wanted = "";
});

const calm = matchMedia("(prefers-reduced-motion: reduce)");

function mark(frame, found) {
  const screen = frame.closest(".screen");
  const edge = (side, pick) => pick(...found.map((box) => box[side]));
  const top = edge("top", Math.min);
  for (const old of screen.querySelectorAll(".mark")) old.remove();
  const made = element("div", "mark");
  Object.assign(made.style, {
    top: `${top - 6}px`, left: `${edge("left", Math.min) - 6}px`,
    width: `${edge("right", Math.max) - edge("left", Math.min) + 12}px`, height: `${edge("bottom", Math.max) - top + 12}px`,
  });
  screen.querySelector(".page").append(made);
  screen.scrollTo({ top: top - 90, behavior: calm.matches ? "auto" : "smooth" });
  setTimeout(() => made.remove(), 4000);
}

// The innermost position that a place in a letter belongs to: the last comment before it.
export function positionOf(node) {
  const page = node.ownerDocument;
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  let position = "";
  while (walker.nextNode()) {
    const comment = walker.currentNode;
    if (!(comment.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)) {
      if (!node.contains(comment)) break;
    }
    if (comment.data.startsWith("@")) position = comment.data.slice(1);
  }
  return position;
}
