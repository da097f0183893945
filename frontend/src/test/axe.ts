import axe from 'axe-core';

/** Names the accessibility faults of what is shown. Colours, regions and what
 * stands in frames need a real browser; the browser tests look at those. */
export async function faults(container: Element): Promise<string[]> {
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(container, { iframes: false, rules });
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`);
}
