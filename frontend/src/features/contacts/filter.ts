import { useSearchParams } from 'react-router';

export const sorts = ['recent', 'name', 'balance', 'spent'] as const;
export const kinds = ['all', 'member', 'guest'] as const;
const orders = ['desc', 'asc'] as const;
export type Sort = (typeof sorts)[number];

interface Filter {
  search: string;
  sort: Sort;
  order: (typeof orders)[number];
  kind: (typeof kinds)[number];
  /** Id of a level; empty for all. */
  level: string;
}

function oneOf<T extends string>(list: readonly [T, ...T[]], value: string | null): T {
  return list.find((v) => v === value) ?? list[0];
}

/** What the list shows, kept in the address so that it can be shared and gone back to. */
export function useContactFilter() {
  const [params, setParams] = useSearchParams();
  const filter: Filter = {
    search: params.get('search') ?? '',
    sort: oneOf(sorts, params.get('sort')),
    order: oneOf(orders, params.get('order')),
    kind: oneOf(kinds, params.get('kind')),
    level: params.get('kind') === 'guest' ? '' : (params.get('level') ?? '').slice(0, 40),
  };
  // A cursor belongs to one question, so another question starts at the top.
  const change = (part: Partial<Filter>) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('cursor');
        for (const [key, value] of Object.entries(part)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  return { filter, change, active: filter.search !== '' || filter.kind !== 'all' || filter.level !== '' };
}
