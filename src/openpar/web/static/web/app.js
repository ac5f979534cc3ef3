/* Small helps on top of pages that work without them. No inline code, no evaluation, nothing from outside. */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button|submit)$/.test(el.type));

  /* A form is sent once: a double click is one act. A page that comes back from the history can be sent again. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(() => all("button:not([type='button'])", form).forEach((b) => b.setAttribute("aria-disabled", "true")), 0);
  });
  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    all("button[aria-disabled]:not([aria-describedby])", form).forEach((b) => b.removeAttribute("aria-disabled"));
  };
  addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-sent]").forEach(release); });
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest("form"); if (form) release(form); });

  /* A button that is locked says why and does nothing. */
  document.addEventListener("click", (event) => {
    const locked = event.target.closest("button[aria-disabled='true'], a[aria-disabled='true']");
    if (locked) event.preventDefault();
  }, true);

  /* Dialogs, printing, copying, menus. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.open);
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    }
    if (event.target.closest("[data-print]")) window.print();
    const copier = event.target.closest("[data-copy], [data-copy-from]");
    if (copier && navigator.clipboard) {
      const source = copier.dataset.copyFrom && one(copier.dataset.copyFrom);
      navigator.clipboard.writeText(source ? source.value || source.textContent.trim() : copier.dataset.copy)
        .then(() => { copier.classList.add("st-done"); one("use", copier)?.setAttribute("href", "#check"); });
    }
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  /* Filters send themselves when a select changes. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.tagName === "SELECT") form.requestSubmit();
  });

  /* The weekday stands beside a typed date at once; while it is no date, the order in which to type it. */
  document.addEventListener("input", (event) => {
    const field = event.target.closest("input[data-date]"), said = field && document.getElementById(`${field.id}_day`);
    if (!said) return;
    const typed = /^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$/.exec(field.value);
    const [d, m, y] = typed ? typed.slice(1).map(Number) : [0, 0, 0], day = new Date(y, m - 1, d);
    const real = typed && day.getMonth() === m - 1 && day.getDate() === d;
    said.textContent = real ? said.dataset.days.split("|")[(day.getDay() + 6) % 7] : said.dataset.day;
    const left = document.getElementById(`${field.id}_left`);
    if (!left) return;
    left.textContent = "";
    if (real) fetch(`${left.dataset.left}?ngay=${d}/${m}/${y}`).then((answer) => (answer.ok ? answer.text() : ""))
      .then((words) => { if (field.value === typed[0]) left.textContent = words; }).catch(() => {});
  });

  /* A long list of which many may be chosen: a box narrows it, a click chooses without Ctrl, what is chosen is named below. */
  const plain = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
  all("select[multiple][data-many]").forEach((select) => {
    const box = document.createElement("input"), said = document.createElement("p"), options = Array.from(select.options);
    box.type = "search"; box.placeholder = select.dataset.many; box.setAttribute("aria-label", select.dataset.many);
    said.className = "hint"; said.setAttribute("role", "status");
    const tell = () => {
      const names = options.filter((o) => o.selected).map((o) => o.textContent.trim());
      said.textContent = names.length ? `${select.dataset.chosen} ${names.length}: ${names.join("; ")}` : "";
    };
    box.addEventListener("input", () => { const asked = plain(box.value.trim()); options.forEach((o) => { o.hidden = !plain(o.textContent).includes(asked); }); });
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    select.addEventListener("mousedown", (event) => {
      if (event.target.tagName !== "OPTION" || event.shiftKey) return;
      event.preventDefault();
      const top = select.scrollTop;
      event.target.selected = !event.target.selected;
      select.focus(); select.scrollTop = top; tell();
    });
    select.addEventListener("change", tell);
    select.before(box); select.after(said); tell();
  });

  /* Selecting rows: the bar counts, one box selects the page, Shift selects a stretch. */
  const PICK = "tbody .pick input[type='checkbox']";
  const count = (form) => {
    const picks = all(PICK, form), n = picks.filter((p) => p.checked).length, bar = one("[data-bulk]", form);
    picks.forEach((p) => p.closest("tr")?.setAttribute("aria-selected", p.checked ? "true" : "false"));
    const every = one("[data-pick-all]", form);
    if (every) { every.checked = n > 0 && n === picks.length; every.indeterminate = n > 0 && n < picks.length; }
    if (!bar) return;
    one("[data-bulk-count]", bar).hidden = false;
    one("[data-n]", bar).textContent = n;
    all("button", bar).forEach((b) => n ? b.removeAttribute("aria-disabled") : b.setAttribute("aria-disabled", "true"));
  };
  let lastPick = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest(`${PICK}, [data-pick-all]`), form = box && box.form;
    if (!form) return;
    const picks = all(PICK, form);
    if (box.matches("[data-pick-all]")) picks.forEach((p) => { p.checked = box.checked; });
    else if (event.shiftKey && lastPick && picks.includes(lastPick)) {
      const [from, to] = [picks.indexOf(lastPick), picks.indexOf(box)].sort((x, y) => x - y);
      picks.slice(from, to + 1).forEach((p) => { p.checked = box.checked; });
    }
    if (box.matches(PICK)) lastPick = box;
    count(form);
  });
  const ready = (root) => {
    new Set(all(PICK, root).map((p) => p.form).filter(Boolean)).forEach(count);
    one("[data-focus]", root)?.focus();
  };

  /* Keyboard. Single keys work outside fields only, and a person can switch them off. */
  const store = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } },
                  set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* private window */ } } };
  const singleKeys = () => store.get("single-keys") !== "off";
  const move = (step) => {
    const list = one("[data-list]");
    if (!list) return false;
    const links = all("a[href]:not([data-skip])", list).filter((a) => a === one("a[href]:not([data-skip])", a.closest("tr, li, article") || a.parentElement));
    const at = links.findIndex((a) => (a.closest("tr, li, article") || a).contains(document.activeElement));
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)];
    if (next) next.focus();
    return Boolean(next);
  };
  const keyName = (event) => (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = one("details.menu[open]");
      if (menu) { menu.open = false; one("summary", menu).focus(); }
    }
    if (event.altKey || event.isComposing || event.defaultPrevented) return;
    const name = keyName(event), single = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (typing(event.target) && !name.startsWith("Ctrl+") && !/^F\d+$/.test(event.key)) return;
    if (one("dialog[open]") && !event.target.closest("dialog")) return;
    if (single && !singleKeys()) return;
    if (event.key === "/") { const box = one("[data-search]"); if (box) { event.preventDefault(); box.focus(); box.select(); } return; }
    if (event.key === "?") { event.preventDefault(); openKeys(); return; }
    const target = all(`[data-key]`).find((el) => el.dataset.key.toUpperCase() === name.toUpperCase() && el.offsetParent !== null);
    if (target) { event.preventDefault(); /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) ? target.focus() : target.click(); return; }
    if (single && (name === "J" || name === "K") && move(name === "J" ? 1 : -1)) event.preventDefault();
  });
  function openKeys() {
    const dialog = document.getElementById("phim-tat");
    if (!dialog || !dialog.showModal || dialog.open) return;
    const list = one("dl", dialog);
    all("[data-from-page]", list).forEach((el) => el.remove());
    const seen = new Set();
    all("[data-key]").forEach((el) => {
      if (seen.has(el.dataset.key)) return;
      seen.add(el.dataset.key);
      const dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd");
      kbd.textContent = el.dataset.key; dt.append(kbd);
      const words = el.cloneNode(true); all("kbd, .vh", words).forEach((x) => x.remove());
      dd.textContent = el.dataset.keyLabel || el.getAttribute("aria-label") || words.textContent.trim();
      [dt, dd].forEach((x) => x.setAttribute("data-from-page", "")); list.append(dt, dd);
    });
    dialog.showModal();
  }
  const opener = one("[data-open='phim-tat']");
  if (opener) opener.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); openKeys(); });
  const box = one("[data-single-keys]");
  if (box) { box.checked = singleKeys(); box.addEventListener("change", () => store.set("single-keys", box.checked ? "on" : "off")); }

  /* A list beside its detail: on a wide screen the detail is replaced, on a narrow one the link is followed. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.target.closest("a[data-wide-only]");
    if (!link) return;
    if (window.matchMedia("(max-width: 60rem)").matches) { event.preventDefault(); window.location.href = link.href; return; }
    all("a[data-wide-only][aria-current]").forEach((a) => a.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
  });
  /* The first of the list is open when the page opens, silently: nobody asked to hear it. */
  const pane = one("[data-open-first]"), firstLink = pane && one("a[data-wide-only]");
  if (firstLink && !location.hash && window.matchMedia("(min-width: 60.01rem)").matches) {
    const hint = pane.innerHTML;
    pane.removeAttribute("aria-live");
    firstLink.dataset.unasked = hint;
    addEventListener("load", () => { if (window.htmx) firstLink.click(); });
  }
  const unasked = (link) => {
    const hint = link.dataset.unasked;
    if (hint === undefined) return false;
    delete link.dataset.unasked;
    setTimeout(() => pane.setAttribute("aria-live", "polite"), 500);
    if (!one("article", pane)) { pane.innerHTML = hint; link.removeAttribute("aria-current"); }
    return true;
  };
  document.addEventListener("htmx:responseError", (event) => { const link = event.target.closest("a[href]"); if (link && !unasked(link)) window.location.href = link.href; });

  ready(document);
  document.addEventListener("htmx:afterSwap", (event) => {
    const link = event.detail.requestConfig?.elt?.closest("a[data-wide-only]");
    if (link && !unasked(link) && !event.target.childElementCount) window.location.href = link.href; // that page has no part to show beside a list
    if (link) all("h1", event.target).forEach((h) => h.setAttribute("aria-level", "2")); // one first heading on a page
    ready(event.target);
  });
})();
