// Names for the shapes of the generated description. They are read off the
// paths, so the names the server gives its schemas do not matter here.
import type { paths } from './schema.gen';

type Json<R> = R extends { content: { 'application/json': infer B } } ? B : never;
type Ok<O> = O extends { responses: { 200: infer R } } ? Json<R> : never;
type Body<O> = O extends { requestBody?: { content: { 'application/json': infer B } } }
  ? B
  : O extends { requestBody: { content: { 'application/json': infer B } } }
    ? B
    : never;

/** One element of a list, whether or not the list may be null. */
export type Item<L> = NonNullable<L> extends readonly (infer I)[] ? I : never;

export type BookingReport = Ok<paths['/api/admin/booking-report']['get']>;
export type Session = Ok<paths['/api/admin/session']['get']>;
export type Home = Ok<paths['/api/admin/home']['get']>;
export type ContactPage = Ok<paths['/api/admin/contacts']['get']>;
export type ContactRow = Item<ContactPage['items']>;
export type ContactCard = Ok<paths['/api/admin/contacts/{id}']['get']>;
export type Account = ContactCard['account'];
export type Maturity = NonNullable<Account['nextMaturity']>;
export type OrderRow = Item<ContactCard['orders']>;
export type Explanation = Ok<paths['/api/admin/contacts/{id}/explanation']['get']>;
export type Lot = Item<Explanation['lots']>;
export type Debt = Item<Explanation['debts']>;
export type Why = Lot['why'];
export type Removal = Item<Lot['removals']>;
export type Cause = Removal['cause'];
export type EntryPage = Ok<paths['/api/admin/contacts/{id}/entries']['get']>;
export type Entry = Item<EntryPage['items']>;
export type OrderDetail = Ok<paths['/api/admin/contacts/{id}/orders/{order}']['get']>;
export type Adjustment = Body<paths['/api/admin/contacts/{id}/adjustments']['post']>;
export type AdjustmentResult = Ok<paths['/api/admin/contacts/{id}/adjustments']['post']>;
export type Forgiveness = Body<paths['/api/admin/contacts/{id}/forgiveness']['post']>;
export type ContactEvents = Ok<paths['/api/admin/contacts/{id}/events']['get']>;
export type ContactEvent = Item<ContactEvents['items']>;
export type EventToRecord = Body<paths['/api/admin/contacts/{id}/events']['post']>;
export type BirthdayChange = Body<paths['/api/admin/contacts/{id}/birthday']['put']>;
export type Merge = Item<ContactCard['merges']>;
export type MergePreview = Ok<paths['/api/admin/contacts/{id}/merging/{other}']['get']>;
export type MergeSide = MergePreview['into'];
export type UndoPreview = Ok<paths['/api/admin/contacts/{id}/merges/{merge}/undo']['get']>;
export type MergeWish = Body<paths['/api/admin/contacts/{id}/merging/{other}']['post']>;
export type Kinds = Ok<paths['/api/admin/kinds']['get']>;
export type Kind = Item<Kinds['rules']>;
export type Field = Item<Kind['fields']>;
export type Text = Kind['title'];
export type Programme = Ok<paths['/api/admin/programme']['get']>;
export type Settings = Programme['settings'];
export type Rule = Item<Settings['rules']>;
export type Preview = Ok<paths['/api/admin/programme/preview']['post']>;
export type ProgrammeChange = Body<paths['/api/admin/programme']['put']>;
export type DeliveryPage = Ok<paths['/api/admin/deliveries']['get']>;
export type Delivery = Item<DeliveryPage['items']>;
export type DeliveryDetail = Ok<paths['/api/admin/deliveries/{id}']['get']>;
export type PrivacyPage = Ok<paths['/api/admin/privacy']['get']>;
export type PrivacyRequest = Item<PrivacyPage['items']>;
export type Backfill = Ok<paths['/api/admin/backfill']['get']>;
export type Analytics = Ok<paths['/api/admin/analytics']['get']>;
export type Cohort = Item<Analytics['cohorts']>;
export type Messages = Ok<paths['/api/admin/messages']['get']>;
export type ReferralSettings = Ok<paths['/api/admin/referral-settings']['get']>;
export type Referral = Ok<paths['/api/admin/referrals']['get']>['items'][number];
export type MessagesChange = Body<paths['/api/admin/messages']['put']>;
export type MessagePreview = Ok<paths['/api/admin/messages/preview']['get']>;
export type Money = ContactRow['spent'];

type Query<O> = O extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
export type ContactQuery = Query<paths['/api/admin/contacts']['get']>;
export type DeliveryQuery = Query<paths['/api/admin/deliveries']['get']>;
export type Ladder = Ok<paths['/api/admin/levels']['get']>;
export type LadderSettings = NonNullable<Ladder['settings']>;
export type Level = Item<LadderSettings['levels']>;
export type LevelKind = Item<Ladder['kinds']>;
export type LadderTrial = Ok<paths['/api/admin/levels/trial']['post']>;
export type LadderChange = Body<paths['/api/admin/levels']['put']>;
export type ContactLevel = Ok<paths['/api/admin/contacts/{id}/level']['get']>;
export type LevelProgress = NonNullable<ContactLevel['next']>;
