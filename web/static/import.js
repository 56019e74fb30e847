// The import pages: sending files with a progress, and following a job. Without
// this script the form is sent as it is, and the page of a job reads itself anew.
"use strict";

(() => {
  const form = document.getElementById("import");
  const job = document.getElementById("job");
  if (form) sending(form);
  if (job && !job.hasAttribute("data-ended")) following(job);

  function sending(form) {
    const files = document.getElementById("files");
    const drop = document.getElementById("drop");
    const says = document.getElementById("sending");
    const button = form.querySelector("button");

    for (const kind of ["dragenter", "dragover"]) {
      drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    for (const kind of ["dragleave", "drop"]) {
      drop.addEventListener(kind, () => drop.classList.remove("over"));
    }
    drop.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      files.files = event.dataTransfer.files;
    });

    const tooMuch = () => {
      const list = Array.from(files.files);
      const big = list.find((f) => f.size > Number(form.dataset.file));
      if (big) return `“${big.name}” is too large.`;
      if (list.reduce((sum, f) => sum + f.size, 0) > Number(form.dataset.all)) return "The files are too large together.";
      if (list.length > Number(form.dataset.most)) return "These are too many files; put them into an archive.";
      return "";
    };

    form.addEventListener("submit", (event) => {
      if (!files.files.length) return; // there is nothing to follow
      event.preventDefault();
      const wrong = tooMuch();
      if (wrong) { says.textContent = wrong; return; }
      const request = new XMLHttpRequest();
      const done = (text) => { says.textContent = text; button.disabled = false; };
      let last = -1;
      request.upload.addEventListener("progress", (event) => {
        const percent = event.lengthComputable ? Math.floor(100 * event.loaded / event.total) : -1;
        if (percent < last + 5) return; // it is read out
        last = percent;
        says.textContent = `Sending: ${percent} %`;
      });
      request.addEventListener("load", () => {
        if (request.status === 200 && /\/import\/\w+$/.test(request.responseURL)) {
          location.assign(request.responseURL);
          return;
        }
        const main = new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".refused, .empty");
        done(main ? main.textContent.trim() : `The server answered ${request.status}.`);
      });
      request.addEventListener("error", () => done("The files could not be sent: the server does not answer, or has ended the call."));
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "text/html");
      button.disabled = true;
      says.textContent = "Sending";
      request.send(new FormData(form));
    });
  }

  function following(job) {
    const says = document.getElementById("says"), told = document.getElementById("told");
    const often = 1000, seldom = 30000, spoken = 10000; // milliseconds
    let wait = often, last = Date.now();

    // What is read out must not come every second.
    const say = (text, atOnce) => {
      says.textContent = text;
      if (!atOnce && Date.now() - last < spoken || told.textContent === text) return;
      told.textContent = text;
      last = Date.now();
    };

    const take = (next) => {
      for (const part of job.querySelectorAll(":scope > div[id]")) {
        const now = next.querySelector(`#${part.id}`);
        const bar = part.querySelector("progress"), nextBar = now.querySelector("progress");
        if (bar && nextBar) {
          if (nextBar.hasAttribute("value")) bar.value = nextBar.value; else bar.removeAttribute("value");
        } else if (part.innerHTML !== now.innerHTML) {
          part.replaceChildren(...now.childNodes);
        }
      }
      say(next.querySelector("#says").textContent, next.dataset.state !== job.dataset.state);
      job.dataset.state = next.dataset.state;
      return next.hasAttribute("data-ended");
    };

    const ask = async () => {
      try {
        const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
        if (answer.status === 404) { location.reload(); return; }
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        document.title = page.title;
        if (take(page.getElementById("job"))) return;
        wait = often;
      } catch {
        wait = Math.min(2 * wait, seldom);
        say("The server does not answer; trying again.", true);
      }
      setTimeout(ask, wait);
    };
    setTimeout(ask, wait);
  }
})();
