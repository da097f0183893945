// Breaks one rule at a time in a copy of its file, runs the tests of its package
// and says which test noticed. A change that nobody notices is a hole in the
// tests, and ends with 1; so does one whose text is no longer in its file.
// Nothing is written into the tree: the compiler is given the copy as an overlay.
//
//   make mutants                    all of them, half an hour or so, with nothing beside it
//   node .ci/mutants.mjs expiry     those whose description or file says so
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const points = (file, what, from, to) => ({ file: `models/points/${file}.go`, what, from, to });
const words = (file, what, from, to) => ({ file: `models/${file}.go`, what, from, to });
const orders = (file, what, from, to) => ({ file: `models/orders/${file}.go`, what, from, to });
const levels = (file, what, from, to) => ({ file: `models/levels/${file}.go`, what, from, to });
const rewards = (file, what, from, to) => ({ file: `models/rewards/${file}.go`, what, from, to });

const mutants = [
  points('worth', 'an order is rounded up', 'floor := new(big.Int).Quo(w.Raw.Num(), w.Raw.Denom())',
    'floor := new(big.Int).Add(new(big.Int).Quo(w.Raw.Num(), w.Raw.Denom()), big.NewInt(1))'),
  points('worth', 'a cap refuses what goes beyond it instead of cutting it', 'w.Target -= w.Cut', 'if w.Cut > 0 {\n\t\t\tw.Target = 0\n\t\t}'),
  points('worth', 'a cap forgets what earlier orders used', 'max(0, p.Settings.Cap.Points-c.Used)', 'max(0, p.Settings.Cap.Points)'),
  points('worth', 'an order that does not count counts', 'if !w.Counts {', 'if false {'),
  points('basis', 'what was given back of a line stays', 'left := a.Eligible - a.Removed', 'left := a.Eligible'),
  points('basis', 'a goodwill refund takes more than the order', 'share.SetInt64(1)', 'share.SetInt64(2)'),
  points('reconcile', 'each refund is taken on its own, not up to the target', 'difference := worth.Target - (s.Net - s.Forgiven)', 'difference := worth.Target - s.Net'),
  points('reconcile', 'what was forgiven is given again', 'back := min(difference, s.Forgiven)', 'back := int64(0)'),
  points('reconcile', 'an own lot is taken before what still waits', 'for _, pending := range []bool{true, false} {', 'for _, pending := range []bool{false, true} {'),
  points('reconcile', 'the policy that touches only what waits touches all', 'if !pending && policy == OnlyPending {', 'if false {'),
  points('reconcile', 'debt is forgiven under every policy', 'if policy == Unlimited {', 'if false {'),
  points('reconcile', 'what ran out is taken back a second time', 'lot.Expired -= taken\n\t\tb.post(n, Expired, ClawedBack, taken, lot)', 'b.post(n, Expired, ClawedBack, taken, lot)'),
  points('reconcile', 'lots keep the date of a payment that was not the first', 'lot.EarnedAt, lot.MaturesAt, lot.ExpiresAt = fresh.EarnedAt, fresh.MaturesAt, fresh.ExpiresAt', '_ = fresh'),
  points('reconcile', 'a part of a book takes back what only others have', 'if b.restAvailable > 0 {', 'if false {'),
  points('part', 'an account does not know when points mature', 'case l.Pending && l.Kept():\n\t\treturn l.MaturesAt', 'case l.Pending && l.Kept():\n\t\treturn time.Time{}'),
  points('part', 'an account does not know when points run out', 'return l.ExpiresAt\n\t}', 'return time.Time{}\n\t}'),
  points('book', 'what ends last is spent first', 'return l.ExpiresAt.Before(other.ExpiresAt)', 'return l.ExpiresAt.After(other.ExpiresAt)'),
  points('book', 'what never ends is spent first', 'return other.ExpiresAt.IsZero()', 'return l.ExpiresAt.IsZero()'),
  points('book', 'what matures last pays first', 'a.MaturesAt.Compare(b.MaturesAt)', 'b.MaturesAt.Compare(a.MaturesAt)'),
  points('book', 'what matures pays no debt', 'b.post(n, Pending, Available, lot.Remaining, lot)\n\t\tb.repay(lot)', 'b.post(n, Pending, Available, lot.Remaining, lot)'),
  points('book', 'what is earned pays no debt', 'if added := b.credit(n, lot, points); !added.Pending {', 'if added := b.credit(n, lot, points); false {'),
  points('expiry', 'opening a book lets nothing run out', 'over && !lot.Pending && lot.Remaining > 0 {', 'false && over && !lot.Pending && lot.Remaining > 0 {'),
  points('book', 'opening a book lets nothing mature', 'b.sort()\n\tb.mature()\n\tb.expire()\n\treturn b', 'b.sort()\n\tb.expire()\n\treturn b'),
  points('expiry', 'a short month spills into the next one', 'min(d, last.Day())', 'd'),
  points('expiry', 'a life is a day shorter', 'd+life.Count, zone)', 'd+life.Count-1, zone)'),
  points('expiry', 'waiting is doing nothing', 'from := latest(active, r.Since, lot.MaturesAt)', 'from := latest(active, r.Since)'),
  points('expiry', 'inactivity cuts days of grace short', 'if r.Months == 0 || lot.Source == sourceReturn {', 'if r.Months == 0 {'),
  points('expiry', 'what somebody idle is given ends at once', 'lot.EarnedAt.Before(end) {', 'true {'),
  points('expiry', 'the later of two ends counts', '!idle.IsZero() && idle.Before(lot.ExpiresAt)', '!idle.IsZero() && idle.After(lot.ExpiresAt)'),
  points('expiry', 'inactivity is counted from before the rule was made', 'from := latest(active, r.Since, lot.MaturesAt)', 'from := latest(active, lot.MaturesAt)'),
  points('expiry', 'what ran out is not counted as run out', 'lot.Expired += points', 'lot.Expired += 0'),
  points('holds', 'more can be held than there is', 'if points > b.Account.Balances.Available {', 'if false {'),
  points('holds', 'a hold takes what still waits', 'if lot.Pending || left == 0 {', 'if left == 0 {'),
  points('holds', 'a hold is posted twice', 'func (b *Book) Post(h Hold, order models.OrderID, name string) (Hold, error) {\n\tif h.State != HoldOpen {', 'func (b *Book) Post(h Hold, order models.OrderID, name string) (Hold, error) {\n\tif false {'),
  points('holds', 'a hold that ended is voided again', 'func (b *Book) Void(h Hold) (Hold, error) {\n\tif h.State != HoldOpen {', 'func (b *Book) Void(h Hold) (Hold, error) {\n\tif false {'),
  points('holds', 'what is voided after its end can be spent', '\tb.expire()\n\tb.sort()\n\tb.repayAll()', '\tb.sort()\n\tb.repayAll()'),
  points('returns', 'more comes back than was spent', 'left := min(target, h.Points) - h.Returned()', 'left := target'),
  points('returns', 'what comes back never ends', 'ExpiresAt: models.Instant(b.now.Add(Grace)),', ''),
  points('returns', 'what comes back goes into a lot that has ended', 'if _, _, over := b.over(lot); !over {', 'if true {'),
  points('returns', 'the lot that ends first gets its points back first', 'for i := len(h.Parts) - 1; i >= 0 && left > 0; i-- {', 'for i := 0; i < len(h.Parts) && left > 0; i++ {'),
  points('returns', 'a late order owes nothing', 'owed := points - partsOf(h)', 'owed := int64(0)'),
  points('disputes', 'a dispute leaves points spendable', 'b.freeze(n, lot, lot.Remaining)', 'b.freeze(n, lot, 0)'),
  points('disputes', 'what comes back to a disputed order can be spent', 'if _, open := o.Disputed(); open {', 'if _, open := o.Disputed(); open && false {'),
  points('disputes', 'what ended while it was disputed can be spent', '\tb.expire()\n\tfor _, lot := range free {', '\tfor _, lot := range free {'),
  points('disputes', 'a dispute that was won gives nothing back', 'lot.Remaining, lot.Frozen = lot.Remaining+points, 0', 'lot.Frozen = 0'),
  points('absorb', 'a merge forgets when points end', 'MaturesAt: lot.MaturesAt, ExpiresAt: lot.ExpiresAt, From: lot.ID, Frozen: frozen, Fact: lot.Fact,', 'MaturesAt: lot.MaturesAt, From: lot.ID, Frozen: frozen, Fact: lot.Fact,'),
  points('absorb', 'a merge frees what a dispute froze', 'From: lot.ID, Frozen: frozen, Fact', 'From: lot.ID, Frozen: 0 * frozen, Fact'),
  points('absorb', 'a merge takes what is held at a checkout', 'if from.Account.Balances.Reserved != from.frozen()+held(open) {', 'if false {'),
  points('absorb', 'a merge loses what was owed', 'if owed := from.Account.Balances.Debt; owed > 0 {', 'if owed := from.Account.Balances.Debt; owed < 0 {'),
  points('absorb', 'a record becomes part of two others', 'from.Account.MergedInto = into.Account.ID', '_ = into'),
  points('absorb', 'a merge forgets which event gave points', 'Frozen: frozen, Fact: lot.Fact,', 'Frozen: frozen,'),
  points('absorb', 'a merge forgets that somebody was active', 'into.active(into.now)', '_ = into.now'),
  points('cap', 'a month begins anew each day', 'time.Date(y, m, 1, 0, 0, 0, 0, zone), time.Date(y, m+1,', 'time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m+1,'),
  points('rule_per_amount', 'a level multiplies nothing', 'if r.levels && b.Multiplier != nil', 'if false && b.Multiplier != nil'),
  points('rule_per_amount', 'a level multiplies every rule', 'if r.levels && b.Multiplier != nil', 'if b.Multiplier != nil'),
  points('rule_per_amount', 'a rule for one product counts all', 'if pick, takes := r.counts.pick(line); takes &&', 'if pick, _ := r.counts.pick(line);'),
  points('rule_per_order', 'just the minimum is too little', 'kept.Cmp(new(big.Rat).SetInt64(r.minimum)) < 0', 'kept.Cmp(new(big.Rat).SetInt64(r.minimum)) <= 0'),
  points('rule_nth_order', 'every order from the n-th on counts', 'b.Number == number', 'b.Number >= number'),
  points('event', 'an event that was undone keeps its points', 'if e.Missed || e.Undone ||', 'if e.Missed ||'),
  points('event', 'the limit of an event forgets the others', 'within(others, setting.ID, from, to)', 'within(nil, setting.ID, from, to)'),
  points('event', 'a level multiplies no event', 'if !r.levels || !ok {', 'if r.levels || !ok {'),
  points('event', 'what happened before the rule counts', '!p.began(e.At) || ', ''),
  points('event', 'what was taken back of an event is not given again', 'a.Due - (a.Given - a.Taken)', 'a.Due - a.Given'),
  points('grant', 'points of an event can be spent at once', 'EarnedAt: at, MaturesAt: matures, ExpiresAt', 'EarnedAt: at, ExpiresAt'),
  points('programme', 'an edit of the programme changes old orders', 'if p.began(createdAt) {\n\t\t\tchosen = p', 'if true {\n\t\t\tchosen = p'),
  points('programme', 'points wait a day less', 'AddDate(0, 0, days)', 'AddDate(0, 0, days-1)'),
  points('manual', 'anybody may be made to owe', 'if left > b.Account.Balances.Available && !m.AllowDebt {', 'if false {'),
  points('manual', 'more is forgiven than is owed', 'if points <= 0 || points > b.Account.Balances.Debt {', 'if points <= 0 {'),
  points('referral_reward', 'what a recommendation was forgiven is given again', 'back := min(difference, max(0, forgiven))', 'back := int64(0)'),
  orders('amounts', 'a refund that is not settled takes points', 'case r.Settled:\n\t\t\t\tunits', 'case true:\n\t\t\t\tunits'),
  orders('amounts', 'what rounding leaves of a line counts', 'if units+gone >= line.Quantity && a.Eligible-a.Removed <= line.Quantity {', 'if false {'),
  orders('amounts', 'what an edit takes out goes on counting', 'if gone > 0 && line.Quantity > 0 {', 'if false {'),
  orders('disputes', 'a dispute that ended opens again', 'ended != (other.State != DisputeOpen) {', 'false {'),
  orders('join', 'the last word of a payment counts, not the first', 'o.PaidAt = earliest(o.PaidAt, s.Stamp.UpdatedAt)', 'o.PaidAt = s.Stamp.UpdatedAt'),
  points('cap', 'a week begins on Sunday', '+ 6) % 7', '+ 7) % 7'),
  levels('assess', 'a level is kept by one day too many', 'if sp.from <= day && day < sp.to {', 'if sp.from <= day && day <= sp.to {'),
  levels('assess', 'a fall goes to the bottom at once', 'place = max(given, place-1)', 'place = given'),
  rewards('offer', 'a reward costs a point less than it says', 'o.Affordable = c.Available >= o.Points', 'o.Affordable = c.Available >= o.Points-1'),
  rewards('offer', 'one more than the stock is taken', 'c.Taken >= r.Stock', 'c.Taken > r.Stock'),
  rewards('offer', 'one more than a member may have', 'c.Had >= r.PerMember', 'c.Had > r.PerMember'),
  rewards('offer', 'a reward of another level is given', 'case len(r.Levels) > 0 && !slices.Contains(r.Levels, c.Level):', 'case false && slices.Contains(r.Levels, c.Level):'),
  words('referrals/decide', 'what staff took back counts', 'case r.Verdict() == TakenBack:', 'case false:'),
  words('referrals/review', 'what does not count is to be reviewed', 'r.Verdict() == "" && (r.State == Pending || r.State == Earned)', 'r.Verdict() == ""'),
  words('referrals/review', 'the first verdict counts, not the last', 'r.Judgements[len(r.Judgements)-1].Verdict', 'r.Judgements[0].Verdict'),
  words('referrals/review', 'erasing leaves the words of staff', 'r.Judgements[i].Note = ""', '_ = i'),
  words('contacts/home', 'a flat is part of no address', 'plain(a.Line1 + " " + a.Line2)', 'plain(a.Line1)'),
  words('contacts/home', '1-23 and 12-3 are one house', 'if digits && number {', 'if false {'),
  words('contacts/home', 'too many addresses are cut off by when they came', '\tslices.Sort(all)\n\tall = slices.Compact(all)', '\tall = slices.Compact(all)'),
  words('contacts/home', 'who was erased is marked again', '|| !c.RedactedAt.IsZero()', ''),
  words('window', 'a window holds for one instant more', '!at.Before(until.Add(time.Minute))', 'at.After(until.Add(time.Minute))'),
];

const root = resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ file, what }) => wanted.length === 0 || wanted.some((w) => file.includes(w) || what.includes(w)));
const scratch = mkdtempSync(join(tmpdir(), 'mutants-'));
const counts = { noticed: 0, SURVIVED: 0, STALE: 0, BROKEN: 0 };

// Whatever is a rule of the books has to be noticed by the plain ledger, so that
// is asked first; the last column tells where it was another test.
const plainLedger = ['./models/points', '^TestTheProgramAndAPlainLedgerAgree$'];

// Random tests keep what they failed with in the tree, unless they are told not to.
const quiet = (packages) => (readdirSync(join(root, packages))
  .some((name) => name.endsWith('_test.go') && readFileSync(join(root, packages, name), 'utf8').includes('pgregory.net/rapid')) ? ['-rapid.nofailfile'] : []);

function tried({ file, from, to }, number) {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) return ['STALE', 'its text is not in the file once'];
  const copy = join(scratch, `${number}.go`);
  const overlay = join(scratch, `${number}.json`);
  writeFileSync(copy, text.replace(from, () => to));
  writeFileSync(overlay, JSON.stringify({ Replace: { [path]: copy } }));
  const own = `./${file.slice(0, file.lastIndexOf('/'))}`;
  const others = [[own, '.'], ['./app/flow', '.']];
  for (const [packages, tests] of /models.(points|orders)/.test(file) ? [plainLedger, ...others] : others) {
    const { status, stdout, stderr } = spawnSync('go', ['test', '-overlay', overlay, '-count=1', '-failfast', '-vet=off', '-timeout=10m', '-run', tests, packages, ...quiet(packages)],
      { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
    const said = `${stdout}\n${stderr}`;
    if (/\[(build|setup) failed\]/.test(said)) return ['BROKEN', said.split('\n').find((line) => line.includes('.go:')) ?? said.slice(0, 200)];
    if (status !== 0) return ['noticed', /--- FAIL: (\S+)/.exec(said)?.[1] ?? (/panic: .*/.exec(said)?.[0] ?? `exit ${status}`)];
  }
  return ['SURVIVED', ''];
}

try {
  for (const [number, mutant] of chosen.entries()) {
    const [outcome, by] = tried(mutant, number);
    counts[outcome]++;
    console.log(`${outcome.padEnd(9)} ${mutant.file.replace('models/', '').padEnd(22)} ${mutant.what.padEnd(66)} ${by}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`\n${chosen.length} rules broken one at a time: ${Object.entries(counts).map(([name, n]) => `${n} ${name}`).join(', ')}`);
process.exit(counts.noticed === chosen.length && chosen.length > 0 ? 0 : 1);
