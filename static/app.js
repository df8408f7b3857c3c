// Comfort only: every page works without this file. No markup is ever made from text (Trusted Types), nothing is stored.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  // The summary of what is wrong is read first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // Show and hide a password. The button exists only where it can work.
  for (const field of all("input[data-show]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.setAttribute("aria-controls", field.id);
    const paint = () => {
      const shown = field.type === "text";
      button.textContent = shown ? field.dataset.hide : field.dataset.show;
      button.setAttribute("aria-label", shown ? field.dataset.hideLabel : field.dataset.showLabel);
    };
    button.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      paint();
    });
    paint();
    field.after(button);
    // Hidden again on the way out: browsers remember what stands in a text field.
    if (field.form) field.form.addEventListener("submit", () => { field.type = "password"; paint(); });
  }

  // The rules of a new password turn green as one types: those that can be told here, without asking anybody. A line
  // that the server judged says nothing of what is typed now.
  const rules = document.querySelector(".rules");
  const fresh = document.querySelector("input[name=new-password]");
  if (rules && fresh) {
    const live = document.querySelector("[data-live]");
    const lines = [...rules.children].filter((line) => !line.classList.contains("told"));
    const user = document.querySelector("input[autocomplete=username]");
    const names = () => [...rules.dataset.names.split(" "), ...(user ? user.value.toLowerCase().split(/[@\\]/) : [])]
      .filter((name) => [...name].length > 2);
    const kinds = [/\p{Lu}/u, /\p{Ll}/u, /[0-9]/, /[~!@#$%^&*_\-+=`|\\(){}\[\]:;"'<>,.?/]/, /[\p{Lo}\p{Lm}\p{Lt}]/u];
    const kept = {
      minimum: (text, n) => [...text].length >= n,
      maximum: (text, n) => [...text].length <= n,
      complexity: (text) => kinds.filter((kind) => kind.test(text)).length > 2,
      names: (text) => !names().some((name) => text.toLowerCase().includes(name)),
    };
    let said = "", timer = 0;
    const look = () => {
      const text = fresh.value.normalize("NFC");
      const met = [];
      for (const line of lines) {
        const check = kept[line.dataset.rule];
        const ok = text !== "" && check !== undefined && check(text, Number(line.dataset.number));
        line.className = ok ? "met" : "open";
        line.querySelector("[data-state]").textContent = ok ? rules.dataset.met + " " : "";
        if (ok) met.push(line.textContent);
      }
      // Screen readers hear it when the typing rests, and only what is new.
      clearTimeout(timer);
      timer = setTimeout(() => {
        const all = met.join(". ");
        if (live && all !== said) live.textContent = said = all;
      }, 900);
    };
    fresh.addEventListener("input", look);
    if (user && !user.readOnly) user.addEventListener("input", () => { if (fresh.value) look(); });

    for (const list of all(".phrases ul")) {
      for (const item of list.children) {
        const phrase = item.firstElementChild.textContent;
        const add = (text, act) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "button quiet";
          button.textContent = text;
          button.setAttribute("aria-label", `${text}: ${phrase}`);
          button.addEventListener("click", () => act(button));
          item.append(button);
        };
        add(list.dataset.use, () => {
          fresh.value = phrase;
          fresh.dispatchEvent(new Event("input", { bubbles: true }));
          fresh.focus();
        });
        if (navigator.clipboard) {
          add(list.dataset.copy, (button) => navigator.clipboard.writeText(phrase)
            .then(() => { button.textContent = list.dataset.copied; if (live) live.textContent = list.dataset.copied; })
            .catch(() => {}));
        }
      }
    }
  }

  // What a page without scripts must say.
  for (const note of all("[data-without-script]")) note.remove();

  // Copy and print, where the browser can.
  for (const box of navigator.clipboard ? all("[data-copy]:not(.phrases ul)") : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = box.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const lines = [...box.querySelectorAll("li")].map((line) => line.textContent.trim());
      await navigator.clipboard.writeText(lines.join("\n") || box.textContent.replace(/\s/g, ""));
      button.textContent = box.dataset.copied;
    });
    const row = box.parentElement.querySelector("[data-print]");
    if (row) row.before(button);
    else box.after(button);
  }
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Passkeys: the browser's answer goes into the form, which is then sent as any other.
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const packed = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const answer = (key) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[part]) response[part] = packed(key.response[part]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return JSON.stringify({ id: key.id, rawId: packed(key.rawId), type: key.type, response, extensions: {} });
  };
  for (const form of all("form.passkey-create, form.passkey-get")) {
    const words = form.dataset;
    const able = Boolean(window.PublicKeyCredential);
    const say = (text) => { form.querySelector("[role=status]").textContent = text; };
    let busy = false;
    if (!able) say(words.unsupported);
    form.addEventListener("submit", async (event) => {
      const field = form.elements.credential;
      if (field.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (busy || !able) return;
      busy = true;
      say(words.waiting);
      try {
        const publicKey = JSON.parse(words.options);
        publicKey.challenge = bytes(publicKey.challenge);
        if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
        const known = [publicKey.excludeCredentials, publicKey.allowCredentials].flatMap((list) => list || []);
        for (const key of known) key.id = bytes(key.id);
        const create = form.classList.contains("passkey-create");
        const key = await navigator.credentials[create ? "create" : "get"]({ publicKey });
        field.value = answer(key);
        form.requestSubmit();
      } catch (error) {
        const word = { InvalidStateError: words.already, NotSupportedError: words.unsupported, SecurityError: words.unsupported };
        say(word[error.name] || words.cancelled);
        form.querySelector("button").textContent = words.retry;
      }
      busy = false;
    });
  }

  // A second tap does nothing; the button says that the first one counted.
  for (const form of all("form")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "1";
      const button = form.querySelector("button[data-busy]");
      if (!button) return;
      button.dataset.idle = button.textContent;
      button.textContent = button.dataset.busy;
      button.setAttribute("aria-busy", "true");
    });
  }
  // Back from the browser's memory: the form can be sent again.
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      // An answer to a challenge is worth nothing the second time.
      if (form.elements.credential) form.elements.credential.value = "";
      const button = form.querySelector("button[data-idle]");
      if (!button) continue;
      button.textContent = button.dataset.idle;
      button.removeAttribute("aria-busy");
    }
  });

  // A page that waits for an outcome looks again; without scripts the page says so to the browser itself.
  const again = document.querySelector("a[data-again]");
  if (again) setTimeout(() => location.replace(again.href), 3000);

  // A pasted code loses spaces, hyphens and dots, and digits of other scripts become ours. Letters stay: the server
  // says what is wrong with them.
  const code = document.querySelector("input.code");
  const plain = (text) => text.normalize("NFKC")
    .replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660))
    .replace(/[\u06F0-\u06F9]/g, (d) => String(d.charCodeAt(0) - 0x6F0))
    .replace(/[\s.\-\u2010-\u2015]/g, "");
  if (code) {
    code.addEventListener("paste", () => setTimeout(() => { code.value = plain(code.value); }, 0));
    // The browser asks the person before it hands over a code from a text message; nothing is sent by itself.
    if ("OTPCredential" in window && code.form) {
      const stop = new AbortController();
      code.form.addEventListener("submit", () => stop.abort());
      navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal })
        .then((otp) => { if (otp && !code.value) code.value = otp.code; })
        .catch(() => {});
    }
  }

  // How long until the code can be sent again. The clock time stands beside it, for those who do not watch.
  for (const line of all("[data-countdown]")) {
    const left = line.querySelector("[data-left]");
    const end = performance.now() + Number(line.dataset.countdown) * 1000;
    const tick = () => {
      const seconds = Math.ceil((end - performance.now()) / 1000);
      if (seconds <= 0) {
        line.textContent = line.dataset.now;
        return;
      }
      left.textContent = `(${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")})`;
      setTimeout(tick, 250);
    };
    if (left) {
      // Screen readers hear the clock time only, not every second.
      left.setAttribute("aria-hidden", "true");
      tick();
    }
  }
})();
