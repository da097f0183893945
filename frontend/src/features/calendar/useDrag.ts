import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react';
import type { Appointment } from '../../api/appointments';
import { canMove } from './layout';

/** A press becomes a drag after so many pixels. */
const farPx = 4;

/** A booking on its way: over which column, and how far from its top. */
export interface Drag {
  item: Appointment;
  column: number;
  /** Pixels from the top of the column to the top of what is dragged, or to its
   * lower edge where that is. */
  top: number;
  /** Whether it gets another length instead of another place. */
  edge: boolean;
}

interface Press {
  item: Appointment;
  x: number;
  y: number;
  /** Pixels from what is dragged to where it was taken. */
  held: number;
  /** The column of a lower edge, which stays in it. */
  within?: Element | null;
}

/** Drags bookings among columns with a mouse or a pen, and their lower edges. With fingers one scrolls;
 * there, and on the keyboard, a dialog moves them. */
export function useDrag(columns: () => Element[], onDrop: (drag: Drag) => void) {
  const [drag, setDrag] = useState<Drag>();
  const listening = useRef<AbortController>(undefined);
  useEffect(() => () => listening.current?.abort(), []);

  const begin = (event: ReactPointerEvent, item: Appointment, edge = false) => {
    if (event.button !== 0 || event.pointerType === 'touch' || !canMove(item)) return;
    const box = (event.currentTarget.closest('[data-item]') ?? event.currentTarget).getBoundingClientRect();
    const press: Press = {
      item,
      x: event.clientX,
      y: event.clientY,
      held: event.clientY - (edge ? box.bottom : box.top),
      within: edge ? event.currentTarget.closest('[data-column]') : undefined,
    };
    const ends = new AbortController();
    listening.current?.abort();
    listening.current = ends;
    let last: Drag | undefined;
    const listen = <K extends keyof WindowEventMap>(type: K, react: (e: WindowEventMap[K]) => void) =>
      window.addEventListener(type, react, { signal: ends.signal });
    const end = (drop: boolean) => {
      ends.abort();
      setDrag(undefined);
      if (!last) return;
      swallowClick();
      if (drop) onDrop(last);
    };
    listen('pointermove', (e) => {
      if (!last && Math.hypot(e.clientX - press.x, e.clientY - press.y) < farPx) return;
      e.preventDefault();
      last = over(columns(), press, e) ?? last;
      setDrag(last);
    });
    listen('pointerup', () => end(true));
    listen('pointercancel', () => end(false));
    listen('keydown', (e) => {
      if (e.key === 'Escape') end(false);
    });
  };
  return { drag, begin };
}

function over(columns: Element[], press: Press, { clientX, clientY }: PointerEvent): Drag | undefined {
  const boxes = columns.map((c) => c.getBoundingClientRect());
  const edge = press.within !== undefined;
  const column = edge ? columns.findIndex((c) => c === press.within) : boxes.findIndex((box) => box.left <= clientX && clientX < box.right);
  const box = boxes[column];
  return box && { item: press.item, column, top: clientY - press.held - box.top, edge };
}

// The press that ends a drag is no click on what lies below it.
function swallowClick() {
  const once = new AbortController();
  const stop = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
    once.abort();
  };
  window.addEventListener('click', stop, { capture: true, signal: once.signal });
  setTimeout(() => once.abort(), 0);
}
