import { freshId, type Service, type ServiceSettings, settingsIn } from '../../api/catalogue';
import { toDecimal, toMinor } from '../../ui/money';

type Variant = ServiceSettings['variants'][number];
type AddOn = ServiceSettings['addOns'][number];
export type Question = ServiceSettings['questions'][number];
export type Step = ServiceSettings['policy'][number];
export type Terms = ServiceSettings['access']['terms'][number];

/** A price as it is typed. */
type Typed<T extends { priceMinor: number }> = Omit<T, 'priceMinor'> & { priceMinor: string };
export type VariantDraft = Typed<Variant>;
export type AddOnDraft = Typed<AddOn>;

/** A service as it is typed. */
export interface Draft extends Omit<ServiceSettings, 'variants' | 'addOns'> {
  variants: VariantDraft[];
  addOns: AddOnDraft[];
}

export const freshVariant = (): VariantDraft => ({ id: freshId(), title: '', durationMinutes: 60, segments: [], priceMinor: '', product: '' });
export const freshAddOn = (): AddOnDraft => ({ id: freshId(), title: '', minutes: 15, priceMinor: '', product: '' });
export const freshQuestion = (): Question => ({ id: freshId(), label: '', kind: 'text', required: false, choices: [] });

export const freshDraft = (): Draft => ({
  enabled: true, title: '', text: '', variants: [freshVariant()], addOns: [], questions: [],
  intervalMinutes: 30, grid: 'clock', bufferBeforeMinutes: 0, bufferAfterMinutes: 0, buffersInsideHours: false, capacity: 1, partyMax: 1,
  noticeMinutes: 120, horizonDays: 60, maxPerDay: 0, needs: [], staff: [], assignment: 'least_busy',
  access: { levels: [], hidden: false, refusal: '', terms: [] },
  payment: { how: 'on_site', depositPercent: 100, depositProduct: '' },
  policy: [{ hoursBefore: 24, percent: 100 }], paysBack: false, holdMinutes: 15, waitlist: false,
});

export function draftOf(service: Service, currency: string): Draft {
  const settings = settingsIn(service);
  const typed = <T extends { priceMinor: number }>(part: T) => ({ ...part, priceMinor: toDecimal({ minor: part.priceMinor, currency }) });
  return { ...settings, variants: settings.variants.map(typed), addOns: settings.addOns.map(typed) };
}

/** What is saved of a draft; a price that was left empty is none. */
export function settingsOf(draft: Draft, currency: string): ServiceSettings {
  const priced = <T extends { priceMinor: string }>(part: T) => ({ ...part, priceMinor: toMinor(part.priceMinor || '0', currency) ?? 0 });
  const deposit = draft.payment.how === 'checkout' && draft.payment.depositPercent < 100;
  return {
    ...draft,
    variants: draft.variants.map(priced),
    addOns: draft.addOns.map(priced),
    questions: draft.questions.map((q) => ({ ...q, choices: q.kind === 'choice' ? q.choices.filter((c) => c.trim()) : [] })),
    payment: { ...draft.payment, depositProduct: deposit ? draft.payment.depositProduct.trim() : '' },
  };
}

/** The numbers of all that the store sells for a service, each once and in one sequence. */
export function linkedIn(draft: Draft): string[] {
  const all = [...draft.variants, ...draft.addOns].map((part) => part.product);
  return [...new Set([...all, draft.payment.depositProduct])].filter((id) => /^[1-9]\d{0,18}$/.test(id)).sort();
}

/** Prices that are none, by their path in the form. */
export function badPrices(draft: Draft, currency: string): string[] {
  const bad = (list: { priceMinor: string }[], name: string) =>
    list.flatMap((part, i) => (part.priceMinor.trim() && toMinor(part.priceMinor, currency) === undefined ? [`${name}.${i}.priceMinor`] : []));
  return [...bad(draft.variants, 'variants'), ...bad(draft.addOns, 'addOns')];
}
