// A button that opens a panel. The panel's parts load when it opens for the
// first time; it never opens by itself.
export default {
  start(root, scan) {
    const button = root.querySelector('[data-open]');
    const panel = root.querySelector('[data-panel]');
    button.hidden = false;
    button.addEventListener('click', () => {
      panel.showModal();
      scan(panel);
    });
    panel.addEventListener('click', (event) => {
      if (event.target === panel) panel.close(); // beside the panel
    });
  },
};
