/* The page of a call: one view from the server, shown in the player, the waveform, the transcript, the review. */
import { byId, clock, entities, entityName, firstView, make, send, say, speakerName, text, trouble } from "./page.js";
import { keyboard } from "./keys.js";
import { Player, soloChoices } from "./player.js";
import { Review } from "./review.js";
import { Transcript } from "./transcript.js";
import { Waveform } from "./waveform.js";

let view = firstView, marked = null, chosen = null, from = null;

const player = new Player(byId("audio"), {
  position: (seconds, playing) => show(seconds, playing),
  state: (playing) => {
    document.body.classList.toggle("playing", playing);
    byId("play").setAttribute("aria-label", text(playing ? "call.pause" : "call.play"));
  },
  fail: () => trouble(new Error(text("trouble.sound"))),
});
const wave = new Waveform(byId("lanes"), {
  seek: (seconds) => { mark(null); player.seek(seconds); },
  mark: (stretch) => mark({ ...stretch, words: false }),
  choose: (region) => choose(region),
});
const transcript = new Transcript(byId("transcript"), {
  seek: (seconds, play) => { player.seek(seconds); if (play && !player.playing) player.play(); },
  mark: (words) => mark(words),
  unmark: () => mark(null),
});
const review = new Review({ change, choose: (region) => { choose(region); player.seek(Math.max(0, region.start - 1)); }, cancel: () => mark(null), seek: (seconds) => player.seek(seconds) });

function show(seconds, playing) {
  byId("now").textContent = clock(seconds, true);
  byId("seek").value = seconds;
  byId("seek").setAttribute("aria-valuetext", clock(seconds));
  wave.setPosition(seconds, playing);
  transcript.setPosition(seconds, playing && byId("follow").checked);
}

function mark(what) {
  marked = what;
  wave.setMarked(what);
  if (!what) { transcript.clear(); from = null; }
  else if (!what.words) transcript.preview(what);
  review.mark(what, view);
  if (byId("loop").getAttribute("aria-pressed") === "true") loop();
}

function choose(region) {
  chosen = region;
  wave.setChosen(region);
  review.choose(region, view);
  if (byId("loop").getAttribute("aria-pressed") === "true") loop();
}

/* What is marked, or else the chosen region with what is around it, or else the whole call. */
function loop() {
  const on = byId("loop").getAttribute("aria-pressed") === "true";
  const what = marked ?? (chosen ? { start: Math.max(0, chosen.start - 1), end: chosen.end + 1 } : { start: 0, end: view.seconds });
  player.setLoop(on ? { start: what.start, end: Math.min(what.end, view.seconds - 0.02) } : null);
}

function region(step) {
  const ordered = [...view.regions].sort((one, other) => one.start - other.start);
  const here = chosen ? ordered.indexOf(chosen) : -1, now = player.position;
  const goal = here >= 0 ? ordered[here + step]
    : step > 0 ? ordered.find((one) => one.start > now + 0.05) : ordered.findLast((one) => one.start < now - 0.05);
  if (!goal) return;
  choose(goal);
  player.seek(Math.max(0, goal.start - 1));
  say(text("call.label", { entity: entityName(goal.entity), start: clock(goal.start), end: clock(goal.end), speaker: speakerName(view.speakers[goal.channel]) }));
}

/* Begin or end a stretch where the sound is: dragging, by the keyboard. */
function edge(end) {
  const now = player.position, channel = view.speakers.length > 1 ? Number(byId("solo").value) : 0;
  if (!end) { from = now; mark({ channel, start: now, end: Math.min(now + 0.5, view.seconds), words: false }); from = now; }
  else if (from !== null && now > from) mark({ channel, start: from, end: now, words: false });
}

/* Ask for a change and show what came of it. */
async function change(path, content, told) {
  trouble(null);
  document.body.classList.add("busy");
  try {
    const before = view.version, next = await send(path, content);
    mark(null);
    render(next);
    say(typeof told === "function" ? told(next, before) : told ?? "");
    byId("done").textContent = next.version > before ? text("flag.done", { n: next.version }) : "";
    return true;
  } catch (error) {
    trouble(error);
    if (error.newer) render(await send("view"));
    return false;
  } finally {
    document.body.classList.remove("busy");
  }
}

function render(next) {
  const fresh = next.version !== view.version || !byId("audio").src;
  view = next;
  const { seconds, speakers } = view, names = speakers.map(speakerName);
  byId("length").textContent = clock(seconds);
  byId("seek").max = seconds;
  byId("facts").textContent = [
    new Date(view.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }),
    clock(seconds), text(speakers.length > 1 ? "call.stereo" : "call.mono", { n: speakers.length }),
    text("call.regions", { n: view.regions.length }), text("call.version", { n: view.version }), view.agent,
  ].filter(Boolean).join(" · ");
  if (fresh) {
    player.load(view.audio, seconds, speakers.length);
    wave.show(view);
    transcript.show(view);
    const solo = byId("solo").value;
    byId("solo").replaceChildren(...soloChoices(speakers, names).map(([value, name]) => make("option", { value, selected: String(value) === solo }, name)));
    choose(null);
    legend();
  }
  review.show(view);
  show(player.position, false);
}

function legend() {
  const found = [...new Set(view.regions.map((one) => one.entity))].sort();
  byId("legend").replaceChildren(...found.map((entity) => make("span", { "data-family": entities[entity]?.family ?? "health" }, entityName(entity))));
}

const acts = {
  toggle: () => player.toggle(),
  back: () => player.seek(player.position - 5),
  forward: () => player.seek(player.position + 5),
  previous: () => region(-1),
  next: () => region(1),
  loop: () => {
    const on = byId("loop").getAttribute("aria-pressed") !== "true";
    byId("loop").setAttribute("aria-pressed", String(on));
    loop();
  },
  in: () => wave.setZoom(wave.zoom * 1.6),
  out: () => wave.setZoom(wave.zoom / 1.6),
  faster: () => speed(1),
  slower: () => speed(-1),
  solo: (channel) => { if (channel < view.speakers.length && view.speakers.length > 1) { byId("solo").value = channel; player.solo(channel); } },
  find: () => byId("words").focus(),
  begin: () => edge(false),
  end: () => edge(true),
  missed: () => review.open() || say(text("flag.nothing")),
  approve: () => review.decide("approve"),
  help: () => byId("help").showModal(),
  cancel: () => { mark(null); choose(null); },
};

function speed(step) {
  const box = byId("speed"), next = box.options[box.selectedIndex + step];
  if (!next) return;
  next.selected = true;
  player.setSpeed(Number(box.value));
}

for (const [id, act] of Object.entries({ play: "toggle", back: "back", forward: "forward", previous: "previous", next: "next", loop: "loop", "zoom-in": "in", "zoom-out": "out", "help-open": "help" })) {
  byId(id).addEventListener("click", () => acts[act]());
}
byId("seek").addEventListener("input", () => player.seek(Number(byId("seek").value)));
byId("speed").addEventListener("change", () => player.setSpeed(Number(byId("speed").value)));
byId("solo").addEventListener("change", () => player.solo(Number(byId("solo").value)));
keyboard(acts);
if (document.documentElement.lang !== "fr") for (const option of byId("speed").options) option.textContent = option.textContent.replace(",", ".");
render(view);
