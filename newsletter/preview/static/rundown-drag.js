// A row that is dragged → the change that puts it where it is dropped. Works with mouse, pen and finger; Escape lets go.

import { make } from "/rundown-make.js";

const FAR = 5; // pixels until a press is a drag
const EDGE = 44; // pixels from the panel's edge in which it scrolls

export function draggable(rundown) {
  const { element } = rundown;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || rundown.element.classList.contains("rd-still")) return;
    const grip = event.target.closest(".rd-grip");
    // A finger on a row scrolls; only the grip picks it up.
    if (!grip && (event.pointerType === "touch" || event.target.closest("input, textarea, select, label, .rd-editor, .rd-button, .rd-plain"))) return;
    const row = event.target.closest(".rd-find[data-article], .rd-line");
    if (row) new Drag(rundown, row, event);
  });
}

class Drag {
  constructor(rundown, row, event) {
    Object.assign(this, { rundown, row, x: event.clientX, y: event.clientY, pointer: event.pointerId, slot: null, ghost: null });
    this.article = row.dataset.article ?? "";
    this.at = this.article ? "" : row.parentElement.dataset.at;
    this.controller = new AbortController();
    const { signal } = this.controller;
    addEventListener("pointermove", (moved) => this.moved(moved), { signal });
    addEventListener("pointerup", (up) => this.up(up), { signal });
    addEventListener("pointercancel", () => this.end(), { signal });
    addEventListener("keydown", (pressed) => {
      if (pressed.key === "Escape" && this.ghost) {
        pressed.preventDefault();
        pressed.stopPropagation();
        this.end();
        rundown.say("Let go: nothing is moved");
      }
    }, { signal, capture: true });
  }

  moved(event) {
    if (event.pointerId !== this.pointer) return;
    if (!this.ghost && Math.hypot(event.clientX - this.x, event.clientY - this.y) < FAR) return;
    if (!this.ghost) this.begin();
    Object.assign(this, { x: event.clientX, y: event.clientY });
    this.place();
  }

  begin() {
    const words = this.row.querySelector(".rd-title, .rd-called, .rd-kind")?.textContent ?? "";
    this.ghost = make("div", "rd-ghost", {}, words);
    this.mark = make("div", "rd-mark");
    // A frame would swallow the pointer as soon as it is over the letter.
    document.documentElement.classList.add("rd-dragging");
    this.rundown.element.append(this.ghost, this.mark);
    this.row.parentElement.classList.add("rd-lifted");
    this.scroll = setInterval(() => this.scrolled(), 16);
  }

  scrolled() {
    const { top, bottom } = this.rundown.element.getBoundingClientRect();
    const head = this.rundown.head.getBoundingClientRect().bottom;
    const by = this.y < head + EDGE && this.y > top - EDGE ? this.y - head - EDGE : this.y > bottom - EDGE ? this.y - bottom + EDGE : 0;
    if (by) {
      this.rundown.element.scrollTop += by / 4;
      this.place();
    }
  }

  // The place nearest to the pointer; none where the pointer is far from the panel.
  place() {
    this.ghost.style.translate = `${this.x + 12}px ${this.y + 8}px`;
    const panel = this.rundown.element.getBoundingClientRect();
    const within = this.x > panel.left - 60 && this.x < panel.right + 120;
    const slots = within ? this.slots() : [];
    this.slot = slots.reduce((best, slot) => (!best || Math.abs(slot.y - this.y) < Math.abs(best.y - this.y) ? slot : best), null);
    this.show(panel);
  }

  show(panel) {
    for (const one of this.rundown.list.querySelectorAll(".rd-swap")) one.classList.remove("rd-swap");
    this.mark.hidden = !this.slot || Boolean(this.slot.swap);
    if (this.slot?.swap) this.slot.swap.classList.add("rd-swap");
    else if (this.slot) this.mark.style.top = `${this.slot.y - panel.top + this.rundown.element.scrollTop - 1}px`;
  }

  slots() {
    const items = [...this.rundown.list.children];
    return this.article || this.at.includes(".s") ? items.flatMap((item) => this.storySlots(item)) : this.blockSlots(items);
  }

  storySlots(item) {
    const block = this.rundown.state.blocks.find((one) => one.at === item.dataset.at);
    if (!block || block.carries === "none") return [];
    // Rows that were dropped here a moment ago are not counted yet: places are those of the file.
    const rows = [...item.querySelectorAll(":scope > .rd-stories > .rd-story")].filter((row) => row.dataset.at.startsWith(`${block.at}.`));
    const used = block.stories.find((story) => story.use);
    const mine = block.stories.find((story) => story.at === this.at);
    // A block for one story: the one that is dropped changes places with the one that is there.
    if (block.carries === "one" && used && !mine && (this.article || this.isUsed())) {
      if (this.article) return [];
      const row = rows.find((one) => one.dataset.at === used.at);
      if (!row) return [];
      const { top, bottom } = row.getBoundingClientRect();
      return [{ to: block.at, before: 1, y: (top + bottom) / 2, swap: row }];
    }
    if (!rows.length) return [{ to: block.at, before: null, y: item.getBoundingClientRect().bottom }];
    const slots = rows.map((row) => ({ to: block.at, before: Number(row.dataset.at.split(".s")[1]), y: row.getBoundingClientRect().top }));
    return [...slots, { to: block.at, before: null, y: rows.at(-1).getBoundingClientRect().bottom }];
  }

  isUsed() {
    return this.rundown.state.blocks.some((block) => block.stories.some((story) => story.at === this.at && story.use));
  }

  blockSlots(items) {
    const slots = items.map((item) => ({ to: "", before: Number(item.dataset.at.slice(1)), y: item.getBoundingClientRect().top }));
    return [...slots, { to: "", before: null, y: items.at(-1).getBoundingClientRect().bottom }];
  }

  up(event) {
    if (event.pointerId !== this.pointer) return;
    const { slot, ghost, rundown } = this;
    this.end();
    if (!ghost) return;
    // The press was no click on what lies below.
    const swallow = (click) => {
      click.stopPropagation();
      click.preventDefault();
    };
    addEventListener("click", swallow, { capture: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    if (!slot) return;
    if (this.article) rundown.bring(this.article, slot.to, slot.before);
    else {
      this.settle(slot);
      rundown.drop({ do: "move", at: this.at, to: slot.to, before: slot.before }, !slot.swap);
    }
  }

  // At once where it was dropped; the answer makes it so, or puts it back.
  settle(slot) {
    if (slot.swap) return;
    const item = this.row.parentElement;
    const list = slot.to ? this.rundown.list.querySelector(`[data-at="${slot.to}"] > .rd-stories`) : this.rundown.list;
    list.hidden = false;
    list.insertBefore(item, slot.before ? list.children[slot.before - 1] : null);
  }

  end() {
    this.controller.abort();
    clearInterval(this.scroll);
    this.ghost?.remove();
    this.mark?.remove();
    this.row.parentElement?.classList.remove("rd-lifted");
    for (const one of this.rundown.list.querySelectorAll(".rd-swap")) one.classList.remove("rd-swap");
    document.documentElement.classList.remove("rd-dragging");
  }
}
