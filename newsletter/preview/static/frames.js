// The letter in its frames: loaded once, then each new letter is put in the place of the old one.

import { asked, onChange, state } from "/state.js";

export const frames = [...document.querySelectorAll("iframe")];

let newest = null; // what the server has told of last: { print, html }, and the key of both together with how it is seen
const painted = new Set(); // who is called after a letter has been painted

export const viewOf = (frame) => frame.closest(".sheet").dataset.view;
const visible = () => frames.filter((frame) => state.show.includes(viewOf(frame)));

export function afterPaint(listener) {
  painted.add(listener);
}

// Fulfilled as soon as a letter has been painted, or after some milliseconds in which none was.
export function nextPaint(most) {
  return new Promise((done) => {
    const listener = () => {
      painted.delete(listener);
      done();
    };
    painted.add(listener);
    setTimeout(listener, most);
  });
}

// A letter as it is looked at, in every frame: `seen` says how.
export function showLetter(print, seen, html) {
  newest = { print, html, key: `${print} ${seen}` };
  showFrames();
}

function showFrames() {
  if (!newest) return;
  const remote = state.remote ? "1" : "";
  // Whether pictures from the web may load is the policy of the document in the frame, so that needs a new document.
  const fresh = visible().filter((frame) => frame.dataset.remote !== remote || !frame.dataset.loading);
  for (const frame of fresh) load(frame, remote);
  const old = visible().filter((frame) => frame.dataset.ready && frame.dataset.shown !== newest.key);
  if (!visible().length) tellPainted(); // there is nothing to wait for
  if (!old.length) return;
  const next = new DOMParser().parseFromString(newest.html, "text/html");
  for (const frame of old) replace(frame, next);
  tellPainted();
}

function load(frame, remote) {
  frame.dataset.remote = remote;
  frame.dataset.loading = "1";
  frame.dataset.shown = newest.key;
  delete frame.dataset.ready;
  frame.src = `/letter?${asked(remote ? { remote } : {})}`;
}

for (const frame of frames) {
  frame.addEventListener("load", () => {
    if (!frame.contentDocument || frame.contentWindow.location.pathname !== "/letter") return;
    frame.dataset.ready = "1";
    sizes.observe(frame.contentDocument.documentElement);
    if (visible().every((one) => one.dataset.ready)) tellPainted();
    showFrames(); // what has come meanwhile
  });
}

// In place: the document stays, and with it what has been loaded and how far one has scrolled. A picture that is in
// both letters is carried over, so that it does not blink.
function replace(frame, next) {
  const page = frame.contentDocument;
  const loaded = new Map([...page.images].filter((image) => image.complete).map((image) => [image.src, image]));
  const root = page.importNode(next.documentElement, true);
  for (const image of root.querySelectorAll("img")) carry(loaded, image);
  sizes.unobserve(page.documentElement);
  page.replaceChild(root, page.documentElement);
  sizes.observe(root);
  frame.dataset.shown = newest.key;
}

function carry(loaded, image) {
  const from = new URL(image.getAttribute("src") ?? "", location.href).href;
  const old = loaded.get(from);
  if (!old) return;
  loaded.delete(from);
  for (const { name } of [...old.attributes]) if (!image.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of image.attributes) if (name !== "src") old.setAttribute(name, value);
  image.replaceWith(old);
}

// After two frames the first of them has been painted.
function tellPainted() {
  const shown = newest.print;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    document.documentElement.dataset.painted = shown;
    document.documentElement.dataset.paintedAt = performance.timeOrigin + performance.now();
    for (const listener of painted) listener();
  }));
}

// A frame is as high as its letter; what scrolls is the screen around it, in the colour of the letter's ground.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const frame = frames.find((one) => one.contentDocument?.documentElement === target);
    if (!frame) continue;
    frame.style.height = `${Math.ceil(target.getBoundingClientRect().height)}px`;
    const ground = frame.contentWindow.getComputedStyle(target.lastElementChild).backgroundColor;
    const behind = frame.contentWindow.getComputedStyle(target).backgroundColor;
    frame.closest(".screen").style.backgroundColor = ground === "rgba(0, 0, 0, 0)" ? behind : ground;
  }
});

onChange((changed) => {
  if (changed.includes("show") || changed.includes("remote")) showFrames();
});
