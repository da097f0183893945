// Data as the server would send it. Every factory gives something whole and
// plausible; a test names only what it is about.
import type {
  Analytics,
  BookingReport,
  Backfill,
  ContactCard,
  ContactEvents,
  ContactLevel,
  ContactRow,
  Delivery,
  DeliveryDetail,
  Entry,
  Explanation,
  Home,
  Kinds,
  Ladder,
  Level,
  Lot,
  Merge,
  MergePreview,
  MergeSide,
  UndoPreview,
  MessagePreview,
  Messages,
  OrderDetail,
  OrderRow,
  Preview,
  PrivacyRequest,
  Programme,
  Referral,
  ReferralSettings,
  Session,
  Text,
  Why,
} from '../api/types';

const usd = (minor: number) => ({ minor, currency: 'USD' });

export function text(en: string, ja = en, ko = en): Text {
  return { en, ja, ko };
}

export function session(over: Partial<Session> = {}): Session {
  return {
    shop: { domain: 'demo-shop.myshopify.com', name: 'Demo Shop', currency: 'USD', timezone: 'America/New_York', locale: 'en' },
    user: { id: '1' },
    version: '1.0.0',
    engine: { kind: 'embedded', documents: 4_812 },
    languages: ['en', 'ja', 'ko'],
    ...over,
  };
}

const days = Array.from({ length: 30 }, (_, i) => ({
  day: new Date(Date.UTC(2026, 9, 24 + i)).toISOString().slice(0, 10),
  earned: (i * 137) % 640,
  removed: i % 6 === 0 ? (i * 31) % 180 : 0,
}));

export function level(over: Partial<Level> = {}): Level {
  return {
    id: 'silver',
    name: text('Silver', 'シルバー', '실버'),
    colour: '#7d8794',
    perks: [text('Free tea')],
    extras: [],
    multiplier: '1.25',
    reward: 50,
    any: false,
    rules: [{ kind: 'spend', params: { amount: '300' } }],
    stage: '',
    closed: false,
    ...over,
  };
}

export function ladder(over: Partial<Ladder> = {}): Ladder {
  const gold = level({ id: 'gold', name: text('Gold'), colour: '#a8842c', rules: [{ kind: 'spend', params: { amount: '1000' } }] });
  return {
    version: 2,
    currency: 'USD',
    settings: { period: 'calendar', months: 0, keep: 'following', graceDays: 0, onRefund: 'immediate', downgrade: 'balance_based', levels: [level(), gold] },
    history: [{ version: 2, savedAt: '2026-11-01T12:00:00Z', savedBy: '1', note: 'more' }],
    counts: [
      { level: 'silver', contacts: 12 },
      { level: 'gold', contacts: 3 },
    ],
    settled: true,
    kinds: [
      {
        name: 'spend',
        title: text('Amount spent'),
        description: text(''),
        unit: 'money',
        field: { name: 'amount', label: text('Amount needed'), help: text(''), type: 'money', required: true, default: '500', choices: [] },
      },
    ],
    ...over,
  };
}

export function contactLevel(over: Partial<ContactLevel> = {}): ContactLevel {
  return {
    ladder: 2,
    level: level(),
    since: '2026-11-02T12:00:00Z',
    until: '2028-01-01T05:00:00Z',
    nextLevel: level({ id: 'gold', name: text('Gold'), colour: '#a8842c' }),
    next: { kind: 'spend', unit: 'money', has: 35_000, needs: 100_000, missing: 65_000, percent: 35 },
    currency: 'USD',
    levels: [
      { id: 'silver', name: text('Silver'), colour: '#7d8794' },
      { id: 'gold', name: text('Gold'), colour: '#a8842c' },
    ],
    history: [
      { seq: 2, from: 'gold', to: 'silver', cause: { kind: 'refund', orderId: '9', orderName: '#1042' }, points: 350, spent: usd(35_000), orders: 1, visits: 0, ladder: 2, effective: '2026-11-20T12:00:00Z' },
      { seq: 1, from: '', to: 'gold', cause: { kind: 'order', orderId: '9', orderName: '#1042' }, points: 1_100, spent: usd(110_000), orders: 2, visits: 3, ladder: 2, effective: '2026-11-02T12:00:00Z' },
    ],
    ...over,
  };
}

export function home(over: Partial<Home> = {}): Home {
  return {
    setup: {
      dismissed: false,
      steps: [
        { id: 'installed', done: true },
        { id: 'webhook', done: true },
        { id: 'programme', done: false },
        { id: 'contact', done: true },
        { id: 'points', done: false },
      ],
    },
    figures: {
      contacts: 1_284, members: 1_021, guests: 263, outstanding: 48_310, available: 48_425, pending: 3_920, debt: 115,
      earned30: 9_204, removed30: 512, orders30: 187,
    },
    days,
    health: {
      engine: 'embedded', inboxWaiting: 0, inboxNeedsPerson: 0, oldestWaitingSeconds: 0, haltedAccounts: 0, token: 'ok', privacyOpen: 1,
      lastDeliveryAt: '2026-11-22T15:04:00Z', lastPointsAt: '2026-11-22T15:04:01Z',
    },
    problems: [],
    audit: { finishedAt: '2026-11-22T07:30:00Z', accounts: 1_284, violations: 0, running: false },
    mended: { orders: 0, looked: 214, unreadable: 0, lookedAt: '2026-11-22T15:00:00Z' },
    ...over,
  };
}

export function backfill(over: Partial<Backfill> = {}): Backfill {
  return { state: 'none', running: false, percent: 0, objects: 0, orders: 0, changed: 0, unreadable: 0, all: false, ...over };
}

export function contact(over: Partial<ContactRow> = {}): ContactRow {
  return {
    id: 'c-7', name: 'Mara Lindqvist', email: 'mara@example.com', phone: '+15550100', kind: 'member',
    available: 1_290, pending: 99, debt: 50, balance: 1_240, orders: 12, spent: usd(148_820),
    lastOrderAt: '2026-11-21T18:20:00Z', createdAt: '2026-02-03T09:00:00Z', halted: false, ...over,
  };
}

export function order(over: Partial<OrderRow> = {}): OrderRow {
  return {
    id: '1042', name: '#1042', createdAt: '2026-11-21T18:20:00Z', status: 'paid', total: usd(9_990),
    points: 99, pending: 99, test: false, ...over,
  };
}

export function card(over: { contact?: Partial<ContactCard['contact']>; account?: Partial<ContactCard['account']>; orders?: OrderRow[]; consents?: ContactCard['consents']; merges?: Merge[]; referralsToReview?: Referral[] } = {}): ContactCard {
  return {
    contact: { ...contact(), locale: 'en', platformId: '7780142', verified: true, absorbed: [{ id: 'g-1', at: '2026-02-03T09:00:00Z', from: 'guest' }], ...over.contact },
    account: {
      balance: 1_240, available: 1_290, pending: 99, reserved: 0, debt: 50, issued: 1_639, redeemed: 0, expired: 0,
      clawedBack: 300, forgiven: 0, version: 9, nextMaturity: { at: '2026-12-05T18:20:00Z', points: 99 },
      nextExpiry: { at: '2027-01-15T05:00:00Z', points: 140 }, ...over.account,
    },
    orders: over.orders ?? [
      order(),
      order({ id: '1031', name: '#1031', status: 'partially_refunded', points: 140, pending: 0, total: usd(20_000) }),
      order({ id: '1020', name: '#1020', status: 'cancelled', points: 0, pending: 0, total: usd(5_050), test: true }),
    ],
    consents: over.consents ?? [{ channel: 'email', given: true, at: '2026-02-03T09:00:00Z' }],
    merges: over.merges ?? [],
    referralsToReview: over.referralsToReview ?? [],
  };
}

export function merge(over: Partial<Merge> = {}): Merge {
  return {
    id: 'merge-1', into: 'c-7', from: 'c-8', other: 'M. Lindqvist', actor: '42', note: 'One person', at: '2026-11-20T09:00:00Z', state: 'merged', until: '2026-12-20T09:00:00Z', ...over,
  };
}

export function mergePreview(): MergePreview {
  const side = (name: string, available: number, level?: string): MergeSide => ({
    contact: { ...card().contact, name, level },
    account: { balance: available, available, pending: 0, reserved: 0, debt: 0 }, consents: [], events: 1, referrals: 0,
  });
  return { into: side('Mara Lindqvist', 1_290), from: side('M. Lindqvist', 60), after: side('Mara Lindqvist', 1_350) };
}

export function undoPreview(): UndoPreview {
  const { into, from, after } = mergePreview();
  const side = ({ contact, account }: MergeSide) => ({ contact, account });
  return { now: side(after), into: side(into), from: side(from) };
}

export function why(over: Partial<Why> = {}): Why {
  return {
    programmeVersion: 3, counts: true, first: false, raw: '99.9', target: 99,
    rules: [{ kind: 'per_amount', title: text('Points per amount spent', '購入金額に応じたポイント', '구매 금액당 포인트'), points: '99.9', formula: '99.9 × 1 / 1.00' }],
    lines: [
      { id: 'l1', title: 'Linen shirt, sand', kind: 'goods', quantity: 1, eligible: usd(7_990), removed: usd(0), counted: true },
      { id: 'l2', title: 'Wool socks', kind: 'goods', quantity: 2, eligible: usd(2_000), removed: usd(0), counted: true },
      { id: 'l3', title: 'Gift card', kind: 'gift_card', quantity: 1, eligible: usd(2_500), removed: usd(0), counted: false },
    ],
    refunds: [],
    ...over,
  };
}

export function lot(over: Partial<Lot> = {}): Lot {
  return {
    id: 'lot-1', order: { id: '1042', name: '#1042' }, source: 'order', amount: 99, remaining: 99, state: 'pending', moved: false,
    earnedAt: '2026-11-21T18:20:00Z', maturesAt: '2026-12-05T18:20:00Z', why: why(), removals: [], ...over,
  };
}

export function explanation(over: Partial<Explanation> = {}): Explanation {
  return {
    asOf: '2026-11-22T15:04:00Z', balance: 1_240, available: 1_290, pending: 99, debt: 50,
    lots: [
      lot(),
      lot({
        id: 'lot-2', order: { id: '1031', name: '#1031' }, amount: 200, remaining: 140, state: 'open',
        removals: [{ entryId: 'c-7:6', kind: 'clawback', points: 60, cause: { kind: 'refund', id: 'r1', orderId: '1031', orderName: '#1031' }, at: '2026-11-02T10:00:00Z' }],
      }),
      lot({
        id: 'lot-3', order: undefined, source: 'manual', amount: 1_150, remaining: 1_150, state: 'open', maturesAt: undefined,
        why: why({ rules: [], lines: [], raw: undefined, programmeVersion: undefined, target: 1_150, actor: '1', reason: 'goodwill', note: 'Parcel lost twice' }),
      }),
    ],
    debts: [{ entryId: 'c-7:8', points: 80, cause: { kind: 'cancel', orderId: '1020', orderName: '#1020' }, at: '2026-11-12T10:00:00Z', repaid: 30 }],
    truncated: false,
    ...over,
  };
}

export function entry(over: Partial<Entry> = {}): Entry {
  return {
    id: 'c-7:9', seq: 9, kind: 'earn', from: 'issued', to: 'pending', points: 99, change: 0, pendingChange: 99, balanceAfter: 1_240,
    cause: { kind: 'order', orderId: '1042', orderName: '#1042' }, programmeVersion: 3, at: '2026-11-21T18:20:00Z', ...over,
  };
}

export function entries(): Entry[] {
  return [
    entry(),
    entry({ id: 'c-7:8', seq: 8, kind: 'debt', from: 'debt', to: 'clawed_back', points: 80, change: -80, pendingChange: 0, cause: { kind: 'cancel', orderName: '#1020' }, at: '2026-11-12T10:00:00Z' }),
    entry({ id: 'c-7:6', seq: 6, kind: 'clawback', from: 'available', to: 'clawed_back', points: 60, change: -60, pendingChange: 0, balanceAfter: 1_320, cause: { kind: 'refund', orderName: '#1031' }, at: '2026-11-02T10:00:00Z' }),
    entry({ id: 'c-7:5', seq: 5, kind: 'adjust', from: 'issued', to: 'available', points: 1_150, change: 1_150, pendingChange: 0, balanceAfter: 1_380, cause: { kind: 'manual' }, programmeVersion: undefined, actor: '1', reason: 'goodwill', note: 'Parcel lost twice', at: '2026-10-30T10:00:00Z' }),
  ];
}

export function orderDetail(over: Partial<OrderDetail> = {}): OrderDetail {
  return {
    order: order({ status: 'partially_refunded', points: 79 }),
    why: why({ refunds: [{ id: 'r1', at: '2026-11-22T10:00:00Z', amount: usd(2_000), kind: 'lines', settled: true }] }),
    entries: [entry()],
    ...over,
  };
}

export function contactEvents(over: Partial<ContactEvents> = {}): ContactEvents {
  return {
    items: [
      { kind: 'custom_event', title: text('Points for an event of your own'), name: 'Photo review', points: 15, cut: 15, state: 'counted', actor: '1', note: 'lovely', at: '2026-11-20T10:00:00Z' },
      { kind: 'newsletter', title: text('Points for the newsletter'), points: 0, state: 'missed', at: '2026-11-02T10:00:00Z' },
    ],
    more: false,
    names: ['Photo review', 'Stand at the fair'],
    ...over,
  };
}

export function kinds(): Kinds {
  return {
    rules: [
      {
        name: 'per_amount',
        title: text('Points per amount spent', '購入金額に応じたポイント', '구매 금액당 포인트'),
        description: text('Every amount spent on eligible items earns points.', '対象商品の購入金額に応じてポイントを付与します。', '대상 상품에 쓴 금액에 따라 포인트를 적립합니다.'),
        fields: [
          { name: 'points', type: 'integer', required: true, default: '1', min: '1', max: '100000', label: text('Points', 'ポイント', '포인트'), help: text(''), choices: [] },
          { name: 'amount', type: 'money', required: true, default: '1', min: '0.001', max: '1000000', label: text('For every', '金額ごと', '금액마다'), help: text("Amount spent, in the shop's currency", 'ショップの通貨での購入金額', '스토어 통화 기준 구매 금액'), choices: [] },
          { name: 'multiplier', type: 'decimal', required: false, default: '1', min: '0.01', max: '100', label: text('Multiplied by', '倍率', '배율'), help: text('1 for normal, 2 for double points', '通常は1、ポイント2倍は2', '기본 1, 두 배 적립은 2'), choices: [] },
          { name: 'products', type: 'products', required: false, default: '', label: text('Only these products', '対象商品を限定', '특정 상품만'), help: text('Product numbers separated by commas; empty for all products', '商品番号をカンマ区切りで入力（空欄はすべての商品）', '상품 번호를 쉼표로 구분, 비우면 모든 상품'), choices: [] },
        ],
      },
      {
        name: 'first_order',
        title: text('Points for the first order', '初回注文のポイント', '첫 주문 포인트'),
        description: text("A contact's first order that is paid and kept earns extra points.", '支払われた最初の注文に追加ポイントを付与します。', '결제되어 유지된 첫 주문에 추가 포인트를 적립합니다.'),
        fields: [
          { name: 'points', type: 'integer', required: true, default: '100', min: '1', max: '1000000', label: text('Points', 'ポイント', '포인트'), help: text(''), choices: [] },
        ],
      },
      {
        name: 'sign_up', event: true,
        title: text('Points for signing up', '会員登録ポイント', '회원 가입 포인트'),
        description: text('Somebody makes an account in the store.', 'アカウントを作成した人に付与します。', '계정을 만든 고객에게 적립합니다.'),
        fields: [
          { name: 'points', type: 'integer', required: true, default: '100', min: '1', max: '1000000', label: text('Points', 'ポイント', '포인트'), help: text(''), choices: [] },
        ],
      },
    ],
  };
}

export function programme(over: Partial<Programme> = {}): Programme {
  return {
    version: 3, savedAt: '2026-11-01T09:00:00Z', savedBy: '1', note: 'Double points end',
    settings: {
      enabled: true,
      rules: [
        { id: 'r1', kind: 'per_amount', params: { points: '1', amount: '1', multiplier: '1', products: '' } },
        { id: 'r2', kind: 'first_order', params: { points: '100' } },
      ],
      includeTax: false, includeShipping: false, includeTips: false, includeDuties: false, includeGiftCards: false,
      holdDays: 14, life: { count: 12, unit: 'months' }, idleMonths: 0, cap: { points: 0, period: 'month' }, clawback: 'unlimited', guests: true, testOrders: false, earlierOrders: false,
    },
    history: [
      { version: 3, savedAt: '2026-11-01T09:00:00Z', savedBy: '1', note: 'Double points end' },
      { version: 2, savedAt: '2026-10-01T09:00:00Z', savedBy: '1', note: '' },
    ],
    ...over,
  };
}

export function preview(over: Partial<Preview> = {}): Preview {
  return {
    orders: 200, before: 9_204, after: 18_211, contacts: 96,
    samples: [
      { orderId: '1042', name: '#1042', contactId: 'c-7', contactName: 'Mara Lindqvist', total: usd(9_990), before: 99, after: 199 },
      { orderId: '1031', name: '#1031', contactId: 'c-8', contactName: 'Theo Brandt', total: usd(20_000), before: 140, after: 40 },
    ],
    ...over,
  };
}

export function delivery(over: Partial<Delivery> = {}): Delivery {
  return {
    id: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043', topic: 'orders/paid', state: 'done', receivedAt: '2026-11-22T15:04:00Z',
    triggeredAt: '2026-11-22T15:03:59Z', attempts: 1, doneAt: '2026-11-22T15:04:01Z', subject: 'order:1042', outcome: 'earned', ...over,
  };
}

export function deliveryDetail(over: Partial<DeliveryDetail> = {}): DeliveryDetail {
  return {
    ...delivery(), apiVersion: '2026-10', eventId: '98880550-7158-44d4-b7cd-2c97c8a091b5', size: 4_310,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    payload: '{\n  "id": 1042,\n  "name": "#1042",\n  "financial_status": "paid"\n}',
    history: [{ at: '2026-11-22T15:04:01Z', outcome: 'earned' }],
    ...over,
  };
}

export function privacyRequest(over: Partial<PrivacyRequest> = {}): PrivacyRequest {
  return {
    id: 'p-1', kind: 'data_request', state: 'ready', receivedAt: '2026-11-10T09:00:00Z', dueAt: '2026-12-10T09:00:00Z', subject: 'c-7', ...over,
  };
}

/** A report in which everything moved on its last day. */
export function analytics(over: Partial<Analytics> = {}): Analytics {
  const none = { earned: 0, reversed: 0, expired: 0, redeemed: 0, returned: 0, adjusted: 0, forgiven: 0, erased: 0 };
  const moved = { earned: 700, reversed: 100, expired: 30, redeemed: 120, returned: 20, adjusted: 10, forgiven: 5, erased: 5 };
  return {
    from: '2026-11-23',
    to: '2026-11-24',
    days: [
      { day: '2026-11-23', opening: 1000, ...none, closing: 1000 },
      { day: '2026-11-24', opening: 1000, ...moved, closing: 1480 },
    ],
    period: { day: '', opening: 1000, ...moved, closing: 1480 },
    lasting: { issued: 1500, redeemed: 150, expired: 30, open: 1500, debt: 20, liability: 1480 },
    cohorts: [
      { month: '2026-10', issued: 900, clawedBack: 0, repaid: 0, redeemed: 50, expired: 18, erased: 0, open: 832 },
      { month: '2026-11', issued: 700, clawedBack: 100, repaid: 0, redeemed: 100, expired: 12, erased: 5, open: 483 },
    ],
    repeat: { buyers: 40, repeaters: 12 },
    ...over,
  };
}

/** A report of two days with one member of the staff and one service. */
export function bookingReport(over: Partial<BookingReport> = {}): BookingReport {
  const none = { booked: 0, completed: 0, noShows: 0, cancelled: 0, minutes: 0, openMinutes: 0, revenueMinor: 0 };
  const counted = { booked: 6, completed: 3, noShows: 1, cancelled: 1, minutes: 240, openMinutes: 960, revenueMinor: 13500 };
  return {
    from: '2026-11-23',
    to: '2026-11-24',
    currency: 'USD',
    all: counted,
    staff: [{ id: 'ann', name: 'Ann', ...counted }],
    services: [{ id: 'cut', name: 'Hair cut', ...counted, openMinutes: 0 }],
    days: [
      { date: '2026-11-23', ...none },
      { date: '2026-11-24', ...counted, openMinutes: 0 },
    ],
    ...over,
  };
}

export function messages(over: Partial<Messages> = {}): Messages {
  const text = (en: string) => ({ en, ja: `${en} (ja)`, ko: `${en} (ko)` });
  return {
    version: 3, ready: true, reminderDays: 14, reminderHours: 24, languages: ['en', 'ja', 'ko'],
    messages: [
      { name: 'points_expiring', title: text('Points run out soon'), about: text('With the exact number.'), on: true, reminder: true },
      { name: 'reward_ready', title: text('A reward is ready'), about: text('With the code.'), on: false, reminder: false },
    ],
    ...over,
  };
}

export function messagePreview(over: Partial<MessagePreview> = {}): MessagePreview {
  return { subject: '250 points run out soon', text: 'Hello Alex,\n250 points', html: '<!doctype html><p>250 points</p>', ...over };
}

export function referralSettings(over: Partial<ReferralSettings> = {}): ReferralSettings {
  return {
    version: 4, programme: true, currency: 'USD',
    terms: { on: true, advocatePoints: 500, friendPoints: 250, minimum: '20.00', waitDays: 14, cap: { points: 5000, period: 'year' } },
    ...over,
  };
}

const unsuspected = { signs: [], toReview: false, judgements: [] };

/** One that looks like a recommendation within a household. */
export function flagged(over: Partial<Referral> = {}): Referral {
  return {
    id: 'r-9', advocate: { id: 'c_7', name: 'Mika Sato' }, friend: { id: 'c_8', name: 'Theo Brandt' }, order: { id: '1009', name: '#1009' },
    state: 'earned', advocatePoints: 500, friendPoints: 250, madeAt: '2026-03-04T09:00:00Z', signs: ['same_address', 'known_address'], toReview: true, judgements: [], ...over,
  };
}

export function referrals(): Referral[] {
  return [
    {
      id: 'r-1', advocate: { id: 'c_7', name: 'Mika Sato' }, friend: { id: 'c_8', name: 'Theo Brandt' }, order: { id: '1001', name: '#1001' },
      state: 'earned', advocatePoints: 500, friendPoints: 250, madeAt: '2026-03-01T09:00:00Z', dueAt: '2026-03-15T09:00:00Z', earnedAt: '2026-03-15T09:00:00Z', ...unsuspected,
    },
    { id: 'r-2', advocate: { id: 'c_7', name: 'Mika Sato' }, friend: { id: 'g_1' }, order: { id: '1002', name: '#1002' }, state: 'refused', reason: 'self', advocatePoints: 0, friendPoints: 0, madeAt: '2026-03-02T09:00:00Z', ...unsuspected },
    { id: 'r-3', friend: { id: 'c_9', name: 'Ida' }, state: 'pending', advocatePoints: 0, friendPoints: 0, madeAt: '2026-03-03T09:00:00Z', dueAt: '2026-03-17T09:00:00Z', ...unsuspected },
  ];
}
