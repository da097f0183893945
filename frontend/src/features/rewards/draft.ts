import type { RewardKind, RewardSettings } from './api';

/** What a reward counts for: everything in the order, or some of it. */
export const scopes = ['all', 'products', 'collections'] as const;
export type Scope = (typeof scopes)[number];

/** A reward's settings as they are typed. */
export interface Draft extends Omit<RewardSettings, 'products' | 'collections'> {
  scope: Scope;
  /** Numbers of products or collections. */
  numbers: string[];
}

/** How many products or collections a reward can be limited to. */
export const numbersMax = 100;

/** What a form of this kind starts with, so that what it shows is what it saves. */
export const defaultsOf = (kind?: RewardKind) => Object.fromEntries((kind?.fields ?? []).map((field) => [field.name, field.default]));

export const freshDraft = (kind?: RewardKind): Draft => ({
  enabled: true, kind: kind?.name ?? '', params: defaultsOf(kind), title: '', text: '', cost: 500, minimum: '', scope: 'all', numbers: [], levels: [],
  stock: 0, from: '', until: '', perMember: 0, coolDown: 0, minutes: 0, combines: false,
});

export function draftOf({ products, collections, ...rest }: RewardSettings): Draft {
  const scope = products.length > 0 ? 'products' : collections.length > 0 ? 'collections' : 'all';
  return { ...rest, scope, numbers: [...products, ...collections] };
}

/** What is saved of a draft; what its kind does not ask for is left out. */
export function settingsOf({ scope, numbers, ...rest }: Draft, kind?: RewardKind): RewardSettings {
  const limited = (of: Scope) => (kind?.limitable && scope === of ? numbers : []);
  return {
    ...rest,
    cost: kind?.variable ? 0 : rest.cost,
    minimum: kind?.immediate ? '' : rest.minimum,
    products: limited('products'),
    collections: limited('collections'),
  };
}

const dateForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** What is wrong with whom and what a reward is for, and when: a word per field. */
export function limitFaults(draft: Draft, kind?: RewardKind): Partial<Record<'numbers' | 'from' | 'until', 'none' | 'instant' | 'order'>> {
  const faults: ReturnType<typeof limitFaults> = {};
  if (kind?.limitable && draft.scope !== 'all' && draft.numbers.length === 0) faults.numbers = 'none';
  for (const name of ['from', 'until'] as const) {
    if (draft[name] && !dateForm.test(draft[name])) faults[name] = 'instant';
  }
  // The form sorts as the time does.
  if (!faults.from && !faults.until && draft.from && draft.until && draft.until < draft.from) faults.until = 'order';
  return faults;
}
