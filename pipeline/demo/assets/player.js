"use strict";

const DATA = JSON.parse(document.getElementById("data").textContent);
const TEXTS = {
  en: {
    title: "Before and after",
    lead: "The same calls, as they were recorded and as safe copies. Press play, then switch between the two: " +
      "what is personal goes silent, everything else stays as it was.",
    calls: "Calls", play: "Play", pause: "Pause", before: "Before", after: "After",
    version: "What you hear", waveform: "Position in the call",
    languages: { fr: "French", en: "English" },
    channels: ["mono", "stereo"],
    facts: (n, seconds) => `${n} moments muted, ${seconds} s in all`,
    speakers: { agent: "Agent", customer: "Customer", unknown: "Both", other: "Speaker" },
    list: "What was muted, and when", transcript: "Transcript of the safe copy",
    files: "The published call:", folder: "folder", picture: "picture",
    synthetic: "Nobody here is real: the calls were written by hand and spoken by speech synthesis.",
    limits: "They were heard by the starter model, which knows only such voices " +
      "and still mishears words: a name it mishears may stay audible here. Your own calls need a real Whisper model. " +
      "A safe copy still carries the voices, and something can always be missed: it is not anonymous.",
  },
  fr: {
    title: "Avant, après",
    lead: "Les mêmes appels, tels qu’ils ont été enregistrés puis en copies sûres. Lancez la lecture et passez de l’un à " +
      "l’autre : ce qui est personnel devient silence, tout le reste demeure intact.",
    calls: "Appels", play: "Lire", pause: "Pause", before: "Avant", after: "Après",
    version: "Ce que vous entendez", waveform: "Position dans l’appel",
    languages: { fr: "français", en: "anglais" },
    channels: ["mono", "stéréo"],
    facts: (n, seconds) => `${n} passages réduits au silence, ${seconds} s en tout`,
    speakers: { agent: "Agent", customer: "Client", unknown: "Les deux", other: "Voix" },
    list: "Ce qui a été réduit au silence, et quand", transcript: "Transcription de la copie sûre",
    files: "L’appel publié :", folder: "dossier", picture: "image",
    synthetic: "Personne ici n’est réel : les appels ont été écrits à la main et dits par synthèse vocale.",
    limits: "Ils ont été écoutés par le modèle de démonstration, qui ne connaît que ces voix " +
      "et entend encore mal des mots : un nom mal entendu peut rester audible ici. Vos propres appels demandent un vrai modèle " +
      "Whisper. Une copie sûre porte encore les voix, et un oubli reste toujours possible : elle n’est pas anonyme.",
  },
};
const PLAY = "M5 3v14l12-7z", PAUSE = "M4 3h4v14H4zM12 3h4v14h-4z";
let language = navigator.language.startsWith("fr") ? "fr" : "en";
const text = () => TEXTS[language];
const players = [];

function make(name, attributes = {}, ...children) {
  const svg = ["svg", "path", "rect", "line", "g", "clipPath"].includes(name);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const entityName = (entity) => (DATA.entities[entity] ?? DATA.other)[language === "fr" ? 2 : 1];
const colour = (entity) => `--colour: var(--${(DATA.entities[entity] ?? DATA.other)[0]})`;

/* One lane of a waveform as a filled outline; peaks are pairs of lowest and highest, -127 to 127. */
function outline(peaks, top, height, loudest) {
  const middle = top + height / 2, scale = height / 2 / loudest;
  const high = [], low = [];
  for (let i = 0; i < peaks.length; i += 2) {
    high.push(`${i / 2} ${(middle - Math.max(peaks[i + 1] * scale, 0.3)).toFixed(1)}`);
    low.push(`${i / 2} ${(middle - Math.min(peaks[i] * scale, -0.3)).toFixed(1)}`);
  }
  return `M${high.join("L")}L${low.reverse().join("L")}Z`;
}

class Player {
  constructor(call, index) {
    this.call = call;
    this.index = index;
    this.version = "before";
    this.position = 0;
    this.audio = {};
    for (const version of ["before", "after"]) {
      const audio = new Audio();
      audio.preload = "none";
      audio.src = call[version];
      audio.addEventListener("ended", () => { this.position = 0; this.show(); });
      audio.addEventListener("play", () => this.tick());
      audio.addEventListener("pause", () => this.show());
      this.audio[version] = audio;
    }
    this.element = make("section", { class: "call", id: call.name });
  }

  get current() { return this.audio[this.version]; }
  get playing() { return !this.current.paused; }

  /* A web server that cannot send parts of a file would make seeking fail: take the whole file first. */
  async load(audio) {
    if (location.protocol === "file:" || audio.src.startsWith("blob:")) return;
    audio.src = URL.createObjectURL(await (await fetch(audio.src)).blob());
  }

  async play() {
    for (const other of players) if (other !== this) other.current.pause();
    await this.load(this.current);
    this.current.currentTime = this.position;
    await this.current.play();
  }

  toggle() { if (this.playing) this.current.pause(); else this.play(); }

  choose(version) {
    if (version === this.version) return;
    const playing = this.playing;
    this.current.pause();
    this.version = version;
    if (playing) this.play();
    this.show();
  }

  seek(seconds) {
    this.position = Math.min(Math.max(seconds, 0), this.call.seconds - 0.05);
    if (this.current.readyState > 0) this.current.currentTime = this.position;
    this.show();
  }

  tick() {
    if (!this.playing) return;
    this.position = this.current.currentTime;
    this.show();
    requestAnimationFrame(() => this.tick());
  }

  show() {
    const { call } = this;
    this.head.style.left = `${100 * this.position / call.seconds}%`;
    this.time.textContent = `${clock(this.position)} / ${clock(call.seconds)}`;
    this.symbol.setAttribute("d", this.playing ? PAUSE : PLAY);
    this.button.setAttribute("aria-label", this.playing ? text().pause : text().play);
    for (const version of ["before", "after"]) {
      this.choices[version].setAttribute("aria-pressed", String(version === this.version));
      this.tracks[version].classList.toggle("on", version === this.version);
    }
    this.slider.value = this.position;
    this.slider.setAttribute("aria-valuetext", clock(this.position));
    this.turns.forEach((node, i) => {
      const turn = call.turns[i], said = this.playing && this.position >= turn.start && this.position < turn.end + 0.3;
      if (said && !node.classList.contains("on")) {
        const list = node.parentElement;
        list.scrollTop = node.offsetTop - list.offsetTop - list.clientHeight / 3;
      }
      node.classList.toggle("on", said);
    });
  }

  render() {
    const { call } = this, t = text();
    this.symbol = make("path", { d: PLAY });
    this.button = make("button", { class: "play", type: "button", onclick: () => this.toggle() },
      make("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, this.symbol));
    this.choices = Object.fromEntries(["before", "after"].map((version) => [version,
      make("button", { type: "button", onclick: () => this.choose(version) }, t[version])]));
    this.time = make("span", { class: "time" });
    this.tracks = { before: this.track("before"), after: this.track("after") };
    this.labels = make("div", { class: "labels" });
    this.head = make("div", { class: "head" });
    this.slider = make("input", { type: "range", min: 0, max: call.seconds, step: 0.1, "aria-label": t.waveform,
      oninput: () => this.seek(Number(this.slider.value)) });
    const tracks = make("div", { class: "tracks", style: `--lanes: ${call.speakers.length}` },
      this.tracks.before, this.labels, this.tracks.after, this.head);
    const muted = Math.round(call.muted);
    this.element.replaceChildren(
      make("h2", {}, call.title[language === "fr" ? 1 : 0]),
      make("p", { class: "facts" }, [t.languages[call.language], t.channels[call.speakers.length - 1], call.format,
        clock(call.seconds), t.facts(call.moments.length, muted)].join(" · ")),
      make("div", { class: "controls" }, this.button,
        make("div", { class: "choice", role: "group", "aria-label": t.version }, ...Object.values(this.choices)),
        this.slider, this.time),
      tracks, this.transcript(), this.list(), this.files());
    this.place();
    this.show();
  }

  track(version) {
    const { call } = this, lanes = call.peaks[version], columns = lanes[0].length / 2, height = 62;
    const svg = make("svg", { viewBox: `0 0 ${columns} ${height * lanes.length}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    const loudest = Math.max(1, ...call.peaks.before.flat().map(Math.abs));
    lanes.forEach((peaks, channel) => {
      const top = channel * height, path = outline(peaks, top + 4, height - 8, loudest);
      if (channel) svg.append(make("line", { class: "middle", x1: 0, x2: columns, y1: top, y2: top, "vector-effect": "non-scaling-stroke" }));
      svg.append(make("path", { class: "wave", d: path }));
      call.regions.filter((one) => one.channel === channel).forEach((one, number) => {
        const id = `${call.name}-${version}-${channel}-${number}`;
        const box = { x: one.start / call.seconds * columns, y: top, width: (one.end - one.start) / call.seconds * columns, height };
        svg.append(make("g", { class: "loud", style: colour(one.entity) },
          make("clipPath", { id }, make("rect", box)), make("rect", { class: "band", ...box }),
          make("path", { class: "wave", d: path, "clip-path": `url(#${id})` })));
      });
    });
    const names = call.speakers.map((speaker, channel) => make("span",
      { class: "lane", style: `top: ${channel * 62 + 25}px` }, text().speakers[speaker] ?? text().speakers.other));
    return make("div", { class: "track", onclick: (event) => this.click(event, version) }, svg,
      make("span", { class: "name" }, text()[version]), ...names);
  }

  click(event, version) {
    const box = event.currentTarget.getBoundingClientRect();
    this.seek((event.clientX - box.left) / box.width * this.call.seconds);
    this.choose(version);
  }

  /* Labels between the two tracks, in up to three rows; where there is no room a dot stands for the name. */
  place() {
    const width = this.labels.clientWidth, ends = [];
    this.labels.replaceChildren();
    for (const group of this.groups(width)) {
      const [first] = group, last = group.at(-1), name = entityName(first.entity);
      const middle = (first.start + last.end) / 2 / this.call.seconds * width;
      const button = make("button", { type: "button", style: colour(first.entity),
        title: `${name} ${clock(first.start)}–${clock(last.end)}`,
        onclick: () => { this.seek(first.start - 1.5); this.play(); } }, group.length > 1 ? `${name} × ${group.length}` : name);
      this.labels.append(button);
      let half = button.offsetWidth / 2 + 3;
      const room = (row) => middle - half >= (ends[row] ?? -4);
      let row = [0, 1, 2].find(room);
      if (row === undefined) {
        button.setAttribute("aria-label", button.title);
        button.classList.add("small");
        button.replaceChildren();
        half = 8;
        row = [0, 1, 2].find(room) ?? 2;
      }
      ends[row] = middle + half;
      button.style.left = `${Math.min(Math.max(middle, half), width - half)}px`;
      button.style.top = `${row * 27}px`;
    }
    this.labels.style.setProperty("--rows", Math.max(ends.length, 1));
  }

  /* Moments of one kind in a row that are too close for a label each. */
  groups(width) {
    const near = 75 / width * this.call.seconds, groups = [];
    for (const moment of this.call.moments) {
      const last = groups.at(-1)?.at(-1);
      if (last?.entity === moment.entity && moment.start - last.start < near) groups.at(-1).push(moment);
      else groups.push([moment]);
    }
    return groups;
  }

  transcript() {
    const t = text();
    this.turns = this.call.turns.map((turn) => make("div", { class: "turn" },
      make("button", { type: "button", onclick: () => this.seek(turn.start) },
        `${clock(turn.start)} ${t.speakers[turn.speaker] ?? t.speakers.other}`),
      make("p", { lang: this.call.language }, ...turn.words.flatMap((word) => [this.word(word), " "]))));
    return make("div", { class: "text", role: "region", "aria-label": t.transcript, tabindex: "0" }, ...this.turns);
  }

  word(word) {
    if (!word.redacted) return word.text;
    const entity = word.text.slice(1, -1).replace(/_\d+$/, "");
    return make("span", { class: "word hidden", style: colour(entity), lang: language, title: word.text }, entityName(entity));
  }

  list() {
    const { moments } = this.call;
    const rows = [...new Set(moments.map((one) => one.entity))].map((entity) => make("tr", {},
      make("th", { scope: "row", style: colour(entity) }, entityName(entity)),
      make("td", {}, moments.filter((one) => one.entity === entity)
        .map((one) => `${clock(one.start)}–${clock(one.end)}`).join(", "))));
    return make("details", {}, make("summary", {}, text().list), make("table", {}, make("tbody", {}, ...rows)));
  }

  files() {
    const { call } = this, t = text(), link = (href, name) => make("a", { href }, name);
    return make("p", { class: "files" }, t.files, ...call.files.map((name) => link(`${call.folder}/${name}`, name)),
      link(call.picture, t.picture));
  }
}

function render() {
  const t = text();
  document.documentElement.lang = language;
  document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = t[node.dataset.text]; });
  document.querySelectorAll("[data-label]").forEach((node) => node.setAttribute("aria-label", t[node.dataset.label]));
  document.querySelectorAll("[data-language]").forEach((node) =>
    node.setAttribute("aria-pressed", String(node.dataset.language === language)));
  document.getElementById("calls").replaceChildren(...DATA.calls.map((call) =>
    make("a", { href: `#${call.name}` }, call.title[language === "fr" ? 1 : 0])));
  players.forEach((player) => player.render());
}

DATA.calls.forEach((call, index) => players.push(new Player(call, index)));
document.getElementById("main").append(...players.map((player) => player.element));
document.querySelectorAll("[data-language]").forEach((node) => node.addEventListener("click", () => {
  language = node.dataset.language;
  render();
}));
render();
let resized;
addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(() => players.forEach((player) => player.place()), 120); });
