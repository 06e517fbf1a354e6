"use strict";
(() => {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const said = (text) => { const at = document.getElementById("said"); if (at) at.textContent = text; };

  // The desk ends when no page has asked for long.
  setInterval(() => fetch("/alive").catch(() => {}), 60000);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(text);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      said("已选中，请按 Ctrl+C 复制。");
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text.textContent).then(() => said("已复制，到群里粘贴就行。"), select);
    else select();
  });

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

  document.querySelectorAll("[data-all]").forEach((box) => box.addEventListener("change", () => {
    document.querySelectorAll(`input[name="${box.dataset.all}"]`).forEach((one) => { one.checked = box.checked; });
  }));

  const LARGEST = 100 * 2 ** 20;
  async function put(files) {
    let number = 0;
    for (const file of files) {
      number += 1;
      if (file.size > LARGEST) { said(`${file.name} 超过 100 MB，没有收。请核对是不是放错了。`); return; }
      said(`正在放第 ${number} 个，共 ${files.length} 个：${file.name}`);
      const answer = await fetch(`${drop.dataset.drop}?name=${encodeURIComponent(file.name)}`, {
        method: "POST", body: file, headers: { "X-Desk": meta("desk"), "Content-Type": "application/octet-stream" },
      }).catch(() => null);
      if (!answer || !answer.ok) {
        const page = answer ? await answer.text() : "";
        const sentence = page.match(/<h1>([^<]*)<\/h1>/);
        said(sentence ? sentence[1] : `${file.name} 没有放进去。请再试一次；程序关了的，请重新打开。`);
        return;
      }
    }
    document.getElementById("look").requestSubmit();
  }
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const choose = drop.querySelector("input[type=file]");
    choose.addEventListener("change", () => put([...choose.files]));
    drop.querySelector(".plain").hidden = true;
    ["dragover", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) put([...event.dataTransfer.files]);
    }));
  }

  const working = document.querySelector("[data-working]");
  if (working) {
    const bar = working.querySelector("progress");
    const words = working.querySelector("[role=status]");
    const ask = async () => {
      const answer = await fetch("/job.json").then((one) => one.json()).catch(() => null);
      if (!answer) { words.textContent = "工作台没有回答，可能已经关闭。做了的不会丢，请重新打开工作台。"; return; }
      if (answer.state !== "running") { location.reload(); return; }
      const counted = answer.total > 0 && answer.done > 0;
      words.textContent = counted ? `${answer.doing}：${answer.done}，共 ${answer.total}。` : `${answer.doing}。`;
      if (counted) { bar.max = answer.total; bar.value = answer.done; }
      setTimeout(ask, 700);
    };
    setTimeout(ask, 400);
  }
})();
