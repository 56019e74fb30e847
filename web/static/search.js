// Results, completions and the built query while typing. The script asks for
// the page that the form would lead to and shows that page's part: what can be
// seen was always written by the server.
"use strict";

(() => {
  const pause = 150; // milliseconds without a key before the server is asked
  const settled = 1200; // after which a query is an entry of the history
  const doubt = 500; // before half a word is said to find nothing

  // after calls f once nothing has called it for a while.
  const after = (ms, f) => {
    let timer;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(f, ms);
    };
    later.cancel = () => clearTimeout(timer);
    return later;
  };

  // latest returns a fetch of which only the last answer arrives: null stands
  // for one that was overtaken.
  const latest = () => {
    let running;
    const get = async (url, type, read) => {
      running?.abort();
      const mine = (running = new AbortController());
      try {
        const answer = await fetch(url, { headers: { Accept: type }, signal: mine.signal });
        if (!answer.ok) throw new Error(answer.status);
        const body = await read(answer);
        return mine.signal.aborted ? null : body;
      } catch (failed) {
        if (mine.signal.aborted) return null;
        throw failed;
      }
    };
    get.stop = () => running?.abort();
    return get;
  };

  // addressOf returns where a form leads, without what is empty.
  const addressOf = (form) => {
    const values = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") values.append(name, value);
    const query = values.toString();
    return form.getAttribute("action") + (query && "?" + query);
  };

  const html = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const json = (answer) => answer.json();

  // show puts the children of an element of another page in place of ours.
  // What was folded open stays open.
  const show = (there, id) => {
    const here = document.getElementById(id);
    const from = there.getElementById(id);
    if (!here || !from) return false;
    const open = [...here.querySelectorAll("details[open][id]")].map((d) => d.id);
    here.replaceChildren(...from.childNodes);
    for (const name of open) document.getElementById(name)?.setAttribute("open", "");
    return true;
  };

  // stand takes over what the links of another page are read against: long
  // parameters stand once in a page, in its base.
  const stand = (there) => {
    document.querySelector("base")?.remove();
    const base = there.querySelector("base");
    if (base) document.head.prepend(base);
    const skip = (page) => page.querySelector("body > .skip");
    skip(document).setAttribute("href", skip(there).getAttribute("href"));
  };

  // The search page.
  const ask = (form) => {
    const box = form.elements.q;
    const results = document.getElementById("results");
    const said = document.getElementById("said");
    const get = latest();
    const here = () => location.pathname + location.search;
    let shown = here(); // the address of what is shown
    let fresh = true; // whether the next address is a new entry of the history

    const settle = after(settled, () => (fresh = true));
    // What is said goes to screen readers; only a failure is for all to see.
    const say = (text, failed) => {
      said.textContent = text;
      said.classList.toggle("hidden", !failed);
    };
    const tell = after(600, () => say(document.getElementById("total")?.textContent ?? "", false));

    // load shows what an address leads to; typing tells that the query may
    // not be written to its end.
    const load = async (url, typing) => {
      const slow = setTimeout(() => results.setAttribute("aria-busy", "true"), 300);
      try {
        const page = await get(url, "text/html", async (answer) => {
          const page = await html(answer);
          if (typing && !page.querySelector(".hit")) await new Promise((resolve) => setTimeout(resolve, doubt));
          return page;
        });
        if (!page || !show(page, "results")) return null;
        stand(page);
        document.title = page.title;
        form.querySelector(".builds").href = page.querySelector(".builds").getAttribute("href");
        shown = url;
        tell();
        return page;
      } finally {
        clearTimeout(slow);
        results.removeAttribute("aria-busy");
      }
    };

    const run = async (typing) => {
      wait.cancel();
      const url = addressOf(form);
      if (url === shown) {
        get.stop();
        return say("", false);
      }
      try {
        if (!(await load(url, typing))) return;
      } catch {
        tell.cancel();
        return say("No answer came; what stands below is of the query before. Press Search to try again.", true);
      }
      history[fresh ? "pushState" : "replaceState"](null, "", url);
      fresh = false;
      settle();
    };
    const wait = after(pause, () => run(true));

    form.addEventListener("input", wait);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      wait.cancel();
      document.activeElement?.blur();
      const url = addressOf(form);
      try {
        if (!(await load(url))) return;
      } catch {
        form.submit();
        return;
      }
      if (url !== here()) history[fresh ? "pushState" : "replaceState"](null, "", url);
      fresh = true;
      settle.cancel();
    });
    document.addEventListener("click", () => (fresh = true), true);

    addEventListener("popstate", async () => {
      if (here() === shown) return; // a place within this page
      wait.cancel();
      settle.cancel();
      fresh = true;
      let page;
      try {
        page = await load(here());
      } catch {
        return location.reload();
      }
      if (!page) return;
      show(page, "kept");
      for (const name of ["q", "from", "to"]) form.elements[name].value = page.getElementById("ask").elements[name].value;
    });
    // The period under the pointer or the focus, in words.
    const period = (event) => {
      const bar = event.target.closest?.(".bars a");
      const line = document.getElementById("bar");
      if (bar && line) line.textContent = bar.getAttribute("aria-label");
    };
    results.addEventListener("pointerover", period);
    results.addEventListener("focusin", period);

    complete(box, () => run(false));
    if (box.value !== box.defaultValue) wait(); // typed before this script was here
  };

  // Completions: the box is a combobox, the list below it a listbox.
  const complete = (box, taken) => {
    const get = latest();
    const list = document.createElement("ul");
    list.id = "completions";
    list.className = "completions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Completions");
    list.hidden = true;
    box.after(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-haspopup": "listbox" }))
      box.setAttribute(name, value);

    let active = -1;
    const choose = (index) => {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (index < 0) box.removeAttribute("aria-activedescendant");
      else {
        box.setAttribute("aria-activedescendant", list.children[index].id);
        list.children[index].scrollIntoView({ block: "nearest" });
      }
    };
    const close = () => {
      suggest.cancel();
      get.stop();
      choose(-1);
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
    };
    const option = (text, note, take) => {
      const item = document.createElement("li");
      item.id = "completion-" + list.children.length;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const words = document.createElement("span");
      words.dir = "auto";
      words.textContent = text;
      const beside = document.createElement("span");
      beside.className = "n";
      beside.textContent = note;
      item.append(words, beside);
      item.take = take;
      list.append(item);
    };
    const suggest = after(pause, async () => {
      if (box.value.trim() === "" || box.selectionEnd !== box.value.length) return close();
      let found;
      try {
        found = await get("/v1/suggest?" + new URLSearchParams({ q: box.value, limit: 5 }), "application/json", json);
      } catch {
        return close();
      }
      if (found === null || document.activeElement !== box) return;
      list.replaceChildren();
      choose(-1);
      for (const w of found.words)
        option(w.q, (w.q === w.text ? "this form in " : "“" + w.text + "” itself in ") + w.count.toLocaleString("en"), () => { // its other forms are found too
          box.value = w.q;
          close();
          taken();
        });
      for (const h of found.headlines.slice(0, 3)) option(h.headline || "No headline", "open", () => location.assign(h.links.page));
      list.hidden = list.children.length === 0;
      box.setAttribute("aria-expanded", String(!list.hidden));
    });

    box.addEventListener("input", () => {
      get.stop();
      choose(-1); // Enter is for what is typed, not for a completion of what was
      suggest();
    });
    box.addEventListener("blur", close);
    box.form.addEventListener("submit", close);
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const last = list.children.length - 1;
      if (list.hidden) {
        if (event.key === "ArrowDown" && box.value !== "") suggest();
        return;
      }
      switch (event.key) {
        case "ArrowDown":
          choose(active === last ? -1 : active + 1);
          break;
        case "ArrowUp":
          choose(active < 0 ? last : active - 1);
          break;
        case "Enter":
          if (active < 0) return;
          list.children[active].take();
          break;
        case "Escape":
          close();
          break;
        default:
          return;
      }
      event.preventDefault();
    });
    // The box keeps the focus when the list is clicked.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => event.target.closest("[role=option]")?.take());
  };

  // The form that writes queries.
  const build = (form) => {
    const get = latest();
    form.addEventListener(
      "input",
      after(pause, async () => {
        try {
          const url = addressOf(form);
          const page = await get(url, "text/html", html);
          if (page && show(page, "built")) history.replaceState(null, "", url); // "back" leads to the form as it is
        } catch {
          // the buttons still work
        }
      }),
    );
  };

  const asking = document.getElementById("ask");
  const building = document.getElementById("build");
  if (asking) ask(asking);
  if (building) build(building);
})();
