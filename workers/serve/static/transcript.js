/* The transcript: words that follow the sound, are clicked to be heard, searched, and marked to be flagged. */
import { byId, clock, entityName, familyOf, make, speakerName, text } from "./page.js";

const LABEL = /^\[([A-Z][A-Z_]*?)(?:_(\d+)|[:=].*)?\]$/;

export class Transcript {
  /* `on`: seek(seconds), mark({channel, start, end, count}), unmark(). */
  constructor(box, on) {
    this.box = box;
    this.on = on;
    this.words = [];
    this.anchor = null;
    box.addEventListener("click", (event) => this.click(event));
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("pointerup", (event) => { if (event.pointerType !== "touch") setTimeout(() => this.selected()); });
    // a finger moves the ends of a selection about: it counts once it has stayed for a moment
    let settled;
    document.addEventListener("selectionchange", () => {
      clearTimeout(settled);
      settled = setTimeout(() => { if (matchMedia("(pointer: coarse)").matches) this.selected(); }, 900);
    });
    byId("words").addEventListener("input", () => this.search());
    byId("words").addEventListener("keydown", (event) => this.searchKey(event));
  }

  show(view) {
    this.words = [];
    const turns = view.turns.map((turn) => {
      const words = turn.words.flatMap((word) => [this.word(word, turn.channel), " "]);
      return make("div", { class: "turn", "data-channel": turn.channel },
        make("span", { class: "who" }, make("b", {}, speakerName(turn.speaker)), " ", make("span", { class: "at" }, clock(turn.words[0][1]))),
        make("p", { lang: view.language }, ...words));
    });
    this.box.replaceChildren(...turns);
    if (this.words.length) this.words[0].node.tabIndex = 0;
    this.current = null;
    this.order = [...this.words].sort((one, other) => one.start - other.start);
    this.search();
  }

  word([shown, start, end, redacted], channel) {
    const node = make("span", { class: "word", tabindex: "-1", "data-at": this.words.length });
    const label = redacted ? LABEL.exec(shown) : null;
    if (label) {
      node.classList.add("hidden-word");
      node.dataset.family = familyOf(label[1]);
      node.append(label[2] ? `${entityName(label[1])} ${label[2]}` : entityName(label[1]));
      node.lang = document.documentElement.lang;
    } else node.append(shown);
    this.words.push({ node, start, end, channel, redacted: Boolean(redacted), text: shown });
    return node;
  }

  at(node) {
    const found = node?.closest?.(".word");
    return found && this.box.contains(found) ? Number(found.dataset.at) : -1;
  }

  /* Words that are said now are shown so, and scrolled to if somebody wants that. */
  setPosition(seconds, follow) {
    const now = this.order?.filter((word) => word.start <= seconds && seconds < Math.max(word.end, word.start + 0.15)) ?? [];
    for (const word of this.said ?? []) if (!now.includes(word)) word.node.classList.remove("said");
    for (const word of now) word.node.classList.add("said");
    const [first] = now;
    if (follow && first && !(this.said ?? []).includes(first)) {
      const box = this.box.getBoundingClientRect(), at = first.node.getBoundingClientRect();
      if (at.top < box.top + 30 || at.bottom > box.bottom - 60) this.box.scrollTop += at.top - box.top - box.height / 3;
    }
    this.said = now;
  }

  click(event) {
    const at = this.at(event.target);
    if (at < 0 || !getSelection().isCollapsed) return;
    if (event.shiftKey && this.anchor !== null) this.mark(this.anchor, at);
    else {
      this.unmark();
      this.focus(at, false);
      this.anchor = at;
      this.on.seek(this.words[at].start + 0.01); // within this word, not at the end of the one before
    }
  }

  /* What was marked with the mouse or a finger, word by word. */
  selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !this.box.contains(selection.anchorNode)) return;
    const chosen = this.words.map((word, at) => (selection.containsNode(word.node, true) ? at : -1)).filter((at) => at >= 0);
    if (!chosen.length) return;
    selection.removeAllRanges();
    this.mark(chosen[0], chosen.at(-1));
  }

  focus(at, move = true) {
    for (const word of this.words) if (word.node.tabIndex === 0) word.node.tabIndex = -1;
    const { node } = this.words[at];
    node.tabIndex = 0;
    if (move) node.focus();
    this.current = at;
  }

  key(event) {
    const at = this.at(event.target);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = this.words.length - 1;
    const goal = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: this.turn(at, 1), ArrowUp: this.turn(at, -1), Home: 0, End: last }[event.key];
    if (goal !== undefined) {
      const next = Math.min(Math.max(goal, 0), last);
      if (event.shiftKey) {
        this.anchor ??= at;
        this.focus(next);
        this.mark(this.anchor, next);
      } else {
        this.unmark();
        this.anchor = next;
        this.focus(next);
      }
    } else if (event.key === "Enter") this.on.seek(this.words[at].start, true);
    else if (event.key === "Escape") this.unmark();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* The first word of the turn after this one, or before it. */
  turn(at, step) {
    const turns = [...this.box.querySelectorAll(".turn")], here = turns.indexOf(this.words[at].node.closest(".turn"));
    const goal = turns[here + step];
    return goal ? Number(goal.querySelector(".word").dataset.at) : at;
  }

  /* Words of one speaker, from one to another: those of others in between are left out. */
  mark(from, to) {
    const [first, last] = from <= to ? [from, to] : [to, from], { channel } = this.words[from];
    const marked = this.words.slice(first, last + 1).filter((word) => word.channel === channel);
    this.clear();
    marked.forEach((word) => word.node.classList.add("marked"));
    this.on.mark({
      channel, words: true, count: marked.length,
      start: Math.min(...marked.map((word) => word.start)), end: Math.max(...marked.map((word) => word.end)),
    });
  }

  /* The same marks for a stretch of the waveform: what it would silence. */
  preview({ channel, start, end }) {
    this.clear();
    for (const word of this.words) {
      const covered = Math.min(word.end, end) - Math.max(word.start, start);
      if ((channel < 0 || word.channel === channel) && !word.redacted && covered > (word.end - word.start) / 2) word.node.classList.add("marked");
    }
  }

  clear() { for (const word of this.words) word.node.classList.remove("marked"); }
  unmark() {
    if (this.words.some((word) => word.node.classList.contains("marked"))) this.on.unmark();
    this.clear();
    this.anchor = null;
  }

  search() {
    const wanted = plain(byId("words").value).split(" ").filter(Boolean), { words } = this;
    words.forEach((word) => word.node.classList.remove("hit"));
    this.hits = [];
    if (wanted.length) {
      const said = words.map((word) => plain(word.text));
      for (let at = 0; at + wanted.length <= words.length; at += 1) {
        const ends = wanted.length - 1;
        if (wanted.every((one, i) => (i === ends ? said[at + i].startsWith(one) : said[at + i] === one))) this.hits.push(at);
      }
      for (const at of this.hits) for (let i = 0; i < wanted.length; i += 1) words[at + i].node.classList.add("hit");
    }
    byId("hits").textContent = wanted.length ? text("call.hits", { n: this.hits.length }) : "";
    this.hit = -1;
  }

  searchKey(event) {
    if (event.key === "Enter" && this.hits.length) {
      event.preventDefault();
      this.hit = (this.hit + (event.shiftKey ? this.hits.length - 1 : 1)) % this.hits.length;
      const word = this.words[this.hits[this.hit]];
      word.node.scrollIntoView({ block: "center" });
      this.on.seek(word.start);
    } else if (event.key === "Escape") {
      byId("words").value = "";
      this.search();
    }
  }
}

function plain(said) {
  return said.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, "").trim();
}
