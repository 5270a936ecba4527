// Pictures on the web: a box says that there is one, until the editor wants to see them. Then they come, two at a time, so
// that a slow site keeps nothing else waiting.

import { make } from "/rundown-make.js";

const AT_ONCE = 2;

export class Distant {
  constructor(rundown) {
    this.rundown = rundown;
    this.waiting = [];
    this.under = 0;
    this.came = new Set(); // addresses here of pictures that came: they are shown at once again
    this.failed = new Set();
  }

  // at: the story that may have it; width: "row" or "whole".
  box(className, at, image, width) {
    const from = `/rundown/picture?${this.rundown.query({ image, at, width, remote: "1" })}`;
    if (this.rundown.web.on() && this.came.has(from)) return this.picture(className, from);
    const box = make("span", `${className} rd-web`, { title: `On the web: ${image}`, "data-from": from }, "web");
    if (this.rundown.web.on()) queueMicrotask(() => this.queue(box));
    return box;
  }

  picture(className, from) {
    return make("img", className, { src: from, alt: "", draggable: "false" });
  }

  // They may be seen now.
  show() {
    if (!this.rundown.web.on()) return this.rundown.render();
    for (const box of this.rundown.element.querySelectorAll("[data-from]")) this.queue(box);
  }

  queue(box) {
    if (this.failed.has(box.dataset.from)) return this.missing(box);
    this.waiting.push(box);
    this.next();
  }

  next() {
    while (this.under < AT_ONCE && this.waiting.length) {
      const box = this.waiting.shift();
      if (!box.isConnected) continue;
      this.under += 1;
      this.load(box).finally(() => {
        this.under -= 1;
        this.next();
      });
    }
  }

  async load(box) {
    const { from } = box.dataset;
    const image = this.picture(box.className.replace(" rd-web", ""), from);
    try {
      await image.decode();
      this.came.add(from);
      box.replaceWith(image);
      box.dispatchEvent(new CustomEvent("came", { detail: image }));
    } catch {
      this.failed.add(from);
      this.missing(box);
    }
  }

  missing(box) {
    box.textContent = "?";
    box.title = `It could not be had: ${box.title}`;
  }
}
