/* The spreadsheet of a round with a keyboard: every cell is saved as it is left. Without this the same form is sent by its button. */
(() => {
  "use strict";
  const table = document.querySelector("table.grid"), form = table && table.closest("form");
  if (!form) return;
  const live = document.querySelector("[data-said]");
  const cells = () => Array.from(table.querySelectorAll("td.cell input"));
  const parts = (input) => input.name.split("~");
  const old = (input) => parts(input)[5];
  const tried = new WeakMap();

  const place = (input) => ({ row: input.closest("tr"), column: input.closest("td").cellIndex });
  function to(row, column) {
    const input = row && row.cells[column] && row.cells[column].querySelector("input");
    if (input) { input.focus(); input.select(); input.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    return Boolean(input);
  }
  function vertical(input, step) {
    const { row, column } = place(input);
    let next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (next && !to(next, column)) next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
  }
  function sideways(input, step) {
    const { row, column } = place(input);
    let next = column + step;
    while (next > 0 && next < row.cells.length && !to(row, next)) next += step;
  }
  function say(input, words, bad) {
    const td = input.closest("td");
    td.classList.toggle("bad", Boolean(bad));
    td.classList.toggle("is-saved", !bad);
    input.toggleAttribute("aria-invalid", Boolean(bad));
    let note = td.querySelector(".cell-error");
    if (bad && !note) { note = document.createElement("p"); note.className = "cell-error"; td.append(note); }
    if (note) { if (bad) note.textContent = words; else note.remove(); }
    if (live) live.textContent = words;
  }
  function rename(input, version, value) {
    const p = parts(input);
    p[4] = String(version); p[5] = value;
    input.name = p.join("~");
  }
  async function save(input, comment) {
    const value = input.value.trim();
    if (comment === undefined && (value === old(input) || tried.get(input) === input.name + value)) return;
    tried.set(input, input.name + value);
    const [, sheet, code, stream, version] = parts(input);
    const body = new URLSearchParams({ code, stream, version, value, csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value });
    if (comment !== undefined) body.set("comment", comment);
    try {
      const answer = await fetch(table.dataset.save || form.dataset.save.replace("/0/", `/${sheet}/`), { method: "POST", body, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) {
        rename(input, told.version, told.value);
        if (input.value.trim() === value) input.value = told.value;
        say(input, told.says, false);
      } else {
        // What was typed stays; pressing Enter again writes it over the newer value, on purpose.
        if (told.version !== undefined) { const typed = input.value; rename(input, told.version, told.newer); input.value = typed; tried.delete(input); }
        say(input, told.says, true);
      }
    } catch {
      tried.delete(input);
      say(input, form.dataset.offline, true);
    }
  }

  table.addEventListener("focusin", (event) => { if (event.target.matches("td.cell input")) event.target.select(); });
  table.addEventListener("focusout", (event) => { if (event.target.matches("td.cell input") && !event.target.closest("td").classList.contains("bad")) save(event.target); });
  table.addEventListener("input", (event) => { if (event.target.matches("td.cell input")) event.target.closest("td").classList.remove("is-saved", "bad"); });
  table.addEventListener("change", (event) => {
    const note = event.target.closest("input.note");
    if (note && note.value !== note.dataset.old) {
      const input = note.closest("tr").querySelector("td.cell input");
      if (input) { note.dataset.old = note.value; save(input, note.value); }
    }
  });
  table.addEventListener("keydown", (event) => {
    const input = event.target.closest("td.cell input");
    if (!input || event.altKey || event.ctrlKey || event.metaKey) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const keys = {
      ArrowUp: () => vertical(input, -1), ArrowDown: () => vertical(input, 1),
      Enter: () => { save(input); if (!input.closest("td").classList.contains("bad")) vertical(input, event.shiftKey ? -1 : 1); },
      Escape: () => { input.value = old(input); say(input, "", false); input.select(); },
      ArrowLeft: () => (whole || input.selectionEnd === 0) && sideways(input, -1),
      ArrowRight: () => (whole || input.selectionStart === input.value.length) && sideways(input, 1),
    };
    const act = keys[event.key];
    if (act && act() !== false) event.preventDefault();
  });
  /* A block copied from a spreadsheet fills the cells to the right and below. */
  table.addEventListener("paste", async (event) => {
    const input = event.target.closest("td.cell input"), text = event.clipboardData && event.clipboardData.getData("text");
    if (!input || !text || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const { row, column } = place(input);
    let line = row;
    for (const words of text.replace(/\r/g, "").replace(/\n$/, "").split("\n")) {
      while (line && !line.querySelector("td.cell input")) line = line.nextElementSibling;
      if (!line) break;
      for (const [i, value] of words.split("\t").entries()) {
        const there = line.cells[column + i] && line.cells[column + i].querySelector("input");
        if (there && !there.classList.contains("note")) { there.value = value.trim(); await save(there); }
      }
      line = line.nextElementSibling;
    }
  });
  /* The comment of the cell in hand, where the page has a bar for it: Shift F2 goes there, Enter or Escape come back. */
  const bar = document.querySelector("[data-note-bar]");
  if (bar) {
    const note = bar.querySelector("input"), what = bar.querySelector("[data-note-for]"), more = bar.querySelector("[data-note-more]");
    let cell = null, kept = "", timer = 0;
    const name = (id) => { const e = document.getElementById(id); return e ? e.firstChild.textContent.trim() : ""; };
    async function fetched(input) {
      const [, sheet, code, stream] = parts(input);
      const answer = await fetch(`${form.dataset.save.replace("/0/", `/${sheet}/`)}?${new URLSearchParams({ code, stream })}`, { headers: { Accept: "application/json" } });
      if (answer.ok && cell === input) { kept = (await answer.json()).comment; if (document.activeElement !== note || !note.value) note.value = kept; }
    }
    table.addEventListener("focusin", (event) => {
      const input = event.target.closest("td.cell input");
      if (!input || input === cell) return;
      cell = input; kept = ""; note.value = ""; bar.hidden = false;
      what.textContent = input.getAttribute("aria-labelledby").split(" ").map(name).join(", ");
      more.href = bar.dataset.leaf.replace("/0/", `/${parts(input)[1]}/`).replace("MA", encodeURIComponent(parts(input)[2]));
      clearTimeout(timer);
      if (input.closest("td").classList.contains("has-note")) timer = setTimeout(() => fetched(input).catch(() => {}), 150);
    });
    table.addEventListener("keydown", (event) => { if (event.key === "F2" && event.shiftKey && cell) { event.preventDefault(); note.focus(); } });
    const keep = () => {
      if (!cell || note.value.trim() === kept) return;
      kept = note.value.trim();
      save(cell, kept);
      cell.closest("td").classList.toggle("has-note", Boolean(kept));
    };
    note.addEventListener("change", keep);
    note.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); keep(); cell.focus(); }
      if (event.key === "Escape") { note.value = kept; cell.focus(); }
    });
  }
  let leaving = false;
  addEventListener("beforeunload", (event) => { if (!leaving && cells().some((c) => c.value.trim() !== old(c))) event.preventDefault(); });
  form.addEventListener("submit", () => { leaving = true; });
})();
