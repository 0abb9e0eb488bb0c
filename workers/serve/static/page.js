/* What the modules of the call's page share: texts, names, the server. */
const { view, texts, entities, me } = JSON.parse(document.getElementById("data").textContent);

export { entities, me, view as firstView };

export function text(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const byId = (id) => document.getElementById(id);
export const entityName = (entity) => entities[entity]?.name ?? entity;
export const familyOf = (entity) => entities[entity]?.family ?? "health";
export const speakerName = (speaker) => text(`speaker.${["agent", "customer", "unknown"].includes(speaker) ? speaker : "other"}`);

export function clock(seconds, tenths = false) {
  const whole = Math.max(0, tenths ? Math.floor(seconds * 10) / 10 : Math.floor(seconds));
  const minutes = Math.floor(whole / 60), rest = whole - minutes * 60;
  const shown = tenths ? rest.toFixed(1).padStart(4, "0") : String(rest).padStart(2, "0");
  return minutes >= 60 ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${shown}` : `${minutes}:${shown}`;
}

export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const known = ["newer", "other", "nothing"];

/* Ask the server for a change; gives the new view. What went wrong is an Error people can read. */
export async function send(path, content) {
  let answer;
  try {
    answer = await fetch(`/calls/${view.call}/${path}`, {
      method: content ? "POST" : "GET",
      headers: content ? {
        "Content-Type": "application/json",
        "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content,
      } : {},
      body: content ? JSON.stringify(content) : undefined,
    });
  } catch {
    throw new Error(text("trouble.network"));
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const detail = String(said.detail ?? answer.status), kind = detail.split(":")[0];
  const error = new Error(known.includes(kind) ? text(`trouble.${kind}`) : text("trouble.failed", { detail }));
  error.newer = kind === "newer";
  throw error;
}

export function say(message) {
  byId("say").textContent = "";
  requestAnimationFrame(() => { byId("say").textContent = message; });
}

export function trouble(error) {
  byId("trouble").hidden = !error;
  byId("trouble").textContent = error ? error.message : "";
}
