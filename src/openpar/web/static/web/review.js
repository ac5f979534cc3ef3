/* The review screen with a keyboard and a pointer. Everything here only presses the links and buttons that the page has without it. */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button|submit)$/.test(el.type));
  const singleKeys = () => { try { return localStorage.getItem("single-keys") !== "off"; } catch { return true; } };
  const review = one("[data-review]"), paper = one("#van-ban");
  const open = () => one(".draft.is-open");

  /* A refusal is drawn like any other answer: what was typed comes back with the reason. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([403, 409, 422].includes(event.detail.xhr.status) && event.detail.xhr.responseText.includes("<article")) {
      event.detail.shouldSwap = true; event.detail.isError = false;
    }
  });
  /* The card that was open closes in the same answer. */
  document.addEventListener("htmx:configRequest", (event) => {
    const was = open();
    if (event.detail.verb === "get" && was && event.target.matches("[data-opens]")) event.detail.parameters.truoc = was.dataset.id;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const card = open();
    if (!card) return;
    const asks = one("[data-focus], [data-first]", card);
    if (typing(document.activeElement) && card.contains(document.activeElement) && !asks) return;
    const first = asks || (card.contains(document.activeElement) ? null : one("form[novalidate] textarea", card) || one("[data-head]", card));
    if (first) { first.focus({ preventScroll: true }); if (first.type === "search") first.select(); }
    card.scrollIntoView({ block: "nearest" });
    show(card);
  });

  /* The words of the open card stand in view and are tinted. */
  function show(card) {
    if (!paper) return;
    const spans = card ? card.dataset.spans.trim().split(/\s+/).filter(Boolean).map((s) => s.split("-").map(Number)) : [];
    let first = null;
    all("[data-start]", paper).forEach((line) => {
      const start = Number(line.dataset.start), end = start + length(line);
      const inside = spans.some(([a, b]) => a < end && b > start);
      line.classList.toggle("on", inside);
      if (inside && !first) first = line;
    });
    if (first && paper.scrollHeight > paper.clientHeight) paper.scrollTop += first.getBoundingClientRect().top - paper.getBoundingClientRect().top - 48;
  }
  const ours = (node) => !(node.parentElement && node.parentElement.closest(".ref"));
  function texts(line) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), out = [];
    while (walker.nextNode()) if (ours(walker.currentNode)) out.push(walker.currentNode);
    return out;
  }
  const points = (text) => Array.from(text).length;  // the server counts characters, not halves of them
  const length = (line) => texts(line).reduce((n, t) => n + points(t.data), 0);
  function offset(node, at) {
    const line = (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-start]");
    if (!line || !paper.contains(line)) return null;
    let n = Number(line.dataset.start);
    const range = document.createRange();
    range.setStart(line, 0); range.setEnd(node, at);
    for (const t of texts(line)) {
      if (!range.intersectsNode(t)) break;
      n += t === node ? points(t.data.slice(0, at)) : points(t.data);
      if (t === node) break;
    }
    return n;
  }
  function selected() {
    const selection = getSelection();
    if (!paper || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0), start = offset(range.startContainer, range.startOffset), end = offset(range.endContainer, range.endOffset);
    return start !== null && end !== null && end > start ? [start, end] : null;
  }
  function add() {
    const span = selected(), box = one("#them"), form = box && one("form", box);
    if (!form) return;
    if (!span) { box.open = true; one("#them-dau", form).focus(); return; }
    form.elements.start.value = span[0]; form.elements.end.value = span[1];
    form.requestSubmit();
  }
  /* Without a pointer: Shift with the arrows, Home or End marks words, from the words of the open card or the first line in view.
     Once there is a mark, up and down take the neighbouring paragraph, left and right move its beginning by a word. */
  const inView = (line) => line.getBoundingClientRect().bottom > paper.getBoundingClientRect().top + 8;
  function paragraph(node, step) {
    const lines = all("[data-start]", paper), line = lines[lines.indexOf((node.nodeType === 1 ? node : node.parentElement).closest("[data-start]")) + step];
    const words = line ? texts(line) : [], last = words[words.length - 1];
    if (last) getSelection().setBaseAndExtent(words[0], 0, last, last.length);
  }
  paper?.addEventListener("keydown", (event) => {
    const [ahead, unit] = { ArrowDown: [1, "line"], ArrowUp: [-1, "line"], ArrowRight: [1, "character"], ArrowLeft: [-1, "character"],
                            End: [1, "lineboundary"], Home: [-1, "lineboundary"] }[event.key] || [0];
    const selection = getSelection(), inside = selection.rangeCount > 0 && paper.contains(selection.anchorNode), marked = inside && !selection.isCollapsed;
    if (!ahead || !review || event.altKey || event.metaKey || !(event.shiftKey || marked && event.key.startsWith("Arrow"))) return;
    const way = ahead > 0 ? "forward" : "backward", { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    event.preventDefault();
    if (event.shiftKey) {
      const line = inside ? null : one(".on[data-start]", paper) || all("[data-start]", paper).find(inView);
      if (!inside && !line) return;
      if (line) selection.collapse(texts(line)[0] || line, 0);
      selection.modify("extend", way, unit === "character" && event.ctrlKey ? "word" : unit);
    } else if (unit === "line") paragraph(ahead > 0 ? focusNode : anchorNode, ahead);
    else {
      selection.collapse(anchorNode, anchorOffset);
      selection.modify("move", way, "word");
      selection.extend(focusNode, focusOffset);
    }
    const at = selection.getRangeAt(0).getBoundingClientRect(), box = paper.getBoundingClientRect();
    if (at.bottom > box.bottom - 24) paper.scrollTop += Math.min(at.bottom - box.bottom + 48, at.top - box.top - 24);
    else if (at.top < box.top + 24) paper.scrollTop += at.top - box.top - 48;
  });
  if (review) one("#them > summary")?.addEventListener("click", (event) => { if (selected()) { event.preventDefault(); add(); } });

  /* Words and values point at each other. */
  const words = (on) => (event) => {
    const value = event.target.closest?.("[data-word]"), mark = event.target.closest?.(".hl[data-card]");
    if (value) document.getElementById(value.dataset.word)?.classList.toggle("is-word", on);
    if (mark) all(`[data-word="${mark.id}"]`).forEach((el) => el.classList.toggle("is-word", on));
  };
  ["mouseover", "focusin"].forEach((name) => document.addEventListener(name, words(true)));
  ["mouseout", "focusout"].forEach((name) => document.addEventListener(name, words(false)));
  document.addEventListener("click", (event) => {
    const value = event.target.closest("[data-word]"), mark = event.target.closest("#van-ban [data-card]");
    if (value && paper) {
      const word = document.getElementById(value.dataset.word);
      if (word) { event.preventDefault(); word.scrollIntoView({ block: "center" }); word.focus({ preventScroll: true }); }
    } else if (mark && review) {
      const card = document.getElementById(mark.dataset.card);
      if (!card) return;
      event.preventDefault();
      card.scrollIntoView({ block: "nearest" });
      const opens = one("[data-opens]", card);
      if (opens) opens.click(); else one("[data-head]", card)?.focus();
    }
  });

  /* J K Enter A Esc; S M X E and the digits are keys of the open card's own buttons (app.js). */
  document.addEventListener("keydown", (event) => {
    if (!review || event.altKey || event.ctrlKey || event.metaKey || event.isComposing || one("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    if (key === "Escape") { one("[data-escape]", open() || review)?.click(); return; }
    if (typing(event.target) || !singleKeys()) return;
    if (key === "J" || key === "K") {
      const cards = all("[data-drafts] > .draft"), at = cards.indexOf(open() || document.activeElement.closest(".draft"));
      const next = cards[at < 0 ? 0 : Math.min(Math.max(at + (key === "J" ? 1 : -1), 0), cards.length - 1)];
      const opens = next && one("[data-opens]", next);
      event.preventDefault(); event.stopImmediatePropagation();
      if (opens) { document.activeElement.blur(); opens.click(); }
    } else if (key === "Enter") {
      const confirm = open() && one("[data-enter]", open());
      if (confirm && (event.target === document.body || event.target.matches("[data-head], main"))) { event.preventDefault(); confirm.click(); }
    } else if (key === "A") { event.preventDefault(); event.stopImmediatePropagation(); add(); }
  }, true);

  /* By section: one box for the whole section, a count of what is marked. */
  const sections = one("[data-sections]");
  if (sections) {
    const count = () => {
      const n = all("[data-one]:checked", sections).length, words = one("[data-picked]", sections);
      if (words) { words.hidden = false; one("[data-n]", words).textContent = n; }
      all("[data-section]", sections).forEach((s) => {
        const boxes = all("[data-one]", s), on = boxes.filter((b) => b.checked).length, every = one("[data-section-all]", s);
        every.checked = on === boxes.length; every.indeterminate = on > 0 && on < boxes.length;
      });
    };
    all(".section-pick", sections).forEach((l) => { l.hidden = false; });
    sections.addEventListener("change", (event) => {
      if (event.target.matches("[data-section-all]")) all("[data-one]", event.target.closest("[data-section]")).forEach((b) => { b.checked = event.target.checked; });
      count();
    });
    count();
  }

  /* Only the fields of the chosen kind of deadline are offered. */
  const kinds = { date: ["due_on"], cycle: ["cycle", "report_day"] };
  const due = (root) => all("select[name$='due_type']", root).forEach((select) => {
    const fit = () => all("[name$='due_on'], [name$='cycle'], [name$='report_day']", select.closest("form")).forEach((field) => {
      const name = field.name.split("-").pop(), box = field.closest(".field");
      if (box) box.hidden = !(kinds[select.value] || []).includes(name) && !box.classList.contains("bad");
    });
    if (!select.dataset.fits) { select.dataset.fits = "1"; select.addEventListener("change", fit); }
    fit();
  });
  due(document);
  document.addEventListener("htmx:afterSwap", () => due(document));
  if (review) {
    show(open());
    /* A page that was drawn anew with a card open (after a split, a merge, a drop) goes on at that card. Not before the page is loaded:
       going to the place named in the address gives the focus back to the page. */
    const goOn = () => { if (document.activeElement === document.body) one("[data-head]", open() || review)?.focus({ preventScroll: true }); };
    if (/[?&]mo=/.test(location.search)) addEventListener("load", () => setTimeout(goOn, 0));
  }
})();
