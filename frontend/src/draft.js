// A draft: copied with its subject, and the button says so for a moment.
import Alpine from "@alpinejs/csp";

Alpine.data("draft", () => ({
  label: "",
  init() {
    this.label = this.words().textContent;
  },
  words() {
    return this.$root.querySelector("[data-copied]");
  },
  async copy() {
    const subject = this.$refs.subject ? `${this.$refs.subject.value}\n\n` : "";
    await navigator.clipboard.writeText(subject + this.$refs.body.value);
    const before = this.label;
    this.label = this.words().dataset.copied;
    setTimeout(() => (this.label = before), 1500);
  },
}));
