import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from 'react';

// Things in columns that one walks among with the arrow keys. All of them
// together are one stop of the tab key: the one that had the focus last.

const column = '[data-column]';
const item = '[data-item]';

interface Options {
  /** How many columns lie side by side where there are several rows of them. */
  perRow?: number;
  onPage: (by: 1 | -1) => void;
}

export function useArrows(root: RefObject<HTMLElement | null>, { perRow = 0, onPage }: Options) {
  const [current, setCurrent] = useState('');
  const onFocus = (event: FocusEvent) => {
    const key = event.target instanceof HTMLElement ? event.target.dataset['item'] : undefined;
    if (key !== undefined) setCurrent(key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = event.target;
    if (!root.current || !(from instanceof HTMLElement) || from.dataset['item'] === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault();
      onPage(event.key === 'PageDown' ? 1 : -1);
      return;
    }
    const to = next(columnsOf(root.current), from, event.key, perRow);
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  return { current, handlers: { onFocus, onKeyDown } };
}

const columnsOf = (root: HTMLElement) =>
  [...root.querySelectorAll(column)].map((c) => [...c.querySelectorAll<HTMLElement>(item)]);

const topOf = (element: HTMLElement) => Number(element.dataset['top'] ?? 0);

function next(columns: HTMLElement[][], from: HTMLElement, key: string, perRow: number): HTMLElement | undefined {
  const x = columns.findIndex((c) => c.includes(from));
  const own = columns[x] ?? [];
  const y = own.indexOf(from);
  switch (key) {
    case 'ArrowDown':
      return own[y + 1] ?? (perRow > 0 ? columns[x + perRow]?.[0] : undefined);
    case 'ArrowUp':
      return own[y - 1] ?? (perRow > 0 ? columns[x - perRow]?.at(-1) : undefined);
    case 'Home':
      return own[0];
    case 'End':
      return own.at(-1);
    case 'ArrowRight':
      return nearest(columns.slice(x + 1), from);
    case 'ArrowLeft':
      return nearest(columns.slice(0, x).reverse(), from);
    default:
      return undefined;
  }
}

/** In the first column that has anything, what stands nearest to the same height. */
function nearest(columns: HTMLElement[][], from: HTMLElement): HTMLElement | undefined {
  const away = (element: HTMLElement) => Math.abs(topOf(element) - topOf(from));
  return columns.find((c) => c.length > 0)?.reduce((best, element) => (away(element) < away(best) ? element : best));
}
