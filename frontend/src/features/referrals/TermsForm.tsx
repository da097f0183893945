import { Button, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import { useFormat } from '../../ui/format';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { exponentOf, toDecimal } from '../../ui/money';
import { Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Toggle } from '../../ui/Toggle';
import { capMax, pointsMax, type ReferralSettings, type ReferralTerms, useSaveTerms, waitMax } from './api';
import classes from './Referrals.module.css';

const periods = ['month', 'year', 'lifetime'] as const;

/** The fields that are typed, as the terms fill them in. */
const typedOf = (terms: ReferralTerms) => ({
  advocatePoints: String(terms.advocatePoints),
  friendPoints: String(terms.friendPoints),
  minimum: terms.minimum,
  waitDays: String(terms.waitDays),
  cap: String(terms.cap.points),
});
type Typed = ReturnType<typeof typedOf>;

const sameTyped = (a: Typed, b: Typed) => (Object.keys(a) as (keyof Typed)[]).every((name) => a[name].trim() === b[name]);

/** What recommendations bring. Whoever mounts it anew for another version begins
 * from that. */
export function TermsForm({ settings, onReload }: { settings: ReferralSettings; onReload: () => void }) {
  const { t } = useTranslation('referrals');
  const f = useFormat();
  const { terms, currency } = settings;
  const [on, setOn] = useState(terms.on);
  const [period, setPeriod] = useState(terms.cap.period);
  const [typed, setTyped] = useState(typedOf(terms));
  const save = useSaveTerms();
  const dirty = on !== terms.on || period !== terms.cap.period || !sameTyped(typed, typedOf(terms));
  const most = { advocatePoints: pointsMax, friendPoints: pointsMax, waitDays: waitMax, cap: capMax };
  const problem = save.isError ? asApiError(save.error) : undefined;
  const refused = problem ? formErrors(problem, 'terms.') : {};
  const example = toDecimal({ minor: 10 ** exponentOf(currency) * 20, currency });
  const faults = {
    ...Object.fromEntries(
      Object.entries(most).map(([name, max]) => {
        const text = typed[name as keyof typeof most].trim();
        return [name, /^\d{1,10}$/.test(text) && Number(text) <= max ? undefined : t('terms.whole', { max: f.number(max) })];
      }),
    ),
    minimum: /^\d{1,12}(\.\d{1,3})?$/.test(typed.minimum.trim()) ? undefined : t('terms.amount', { example }),
  } as Record<keyof Typed, string | undefined>;
  const faulty = Object.values(faults).some(Boolean);
  const field = (name: keyof Typed, path = name as string) => ({
    value: typed[name],
    inputMode: name === 'minimum' ? ('decimal' as const) : ('numeric' as const),
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    onChange: (e: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: e.currentTarget.value }),
    error: faults[name] ?? refused[path],
  });
  const submit = () =>
    !faulty &&
    save.mutate(
      {
        baseVersion: settings.version,
        terms: {
          on,
          advocatePoints: Number(typed.advocatePoints),
          friendPoints: Number(typed.friendPoints),
          minimum: typed.minimum.trim(),
          waitDays: Number(typed.waitDays),
          cap: { points: Number(typed.cap), period },
        },
      },
      { onSuccess: () => notifications.show({ message: t('terms.saved') }) },
    );
  return (
    <Section title={t('terms.title')} intro={t('terms.intro')}>
      <div className={classes.form}>
        <Toggle label={t('terms.on')} description={t('terms.onHelp')} checked={on} onChange={(e) => setOn(e.currentTarget.checked)} />
        <div className={classes.pair}>
          <TextInput label={t('terms.advocate')} description={t('terms.advocateHelp')} {...field('advocatePoints')} />
          <TextInput label={t('terms.friend')} description={t('terms.friendHelp')} {...field('friendPoints')} />
          <TextInput label={t('terms.minimum')} description={t('terms.minimumHelp', { currency })} {...field('minimum')} />
          <TextInput label={t('terms.wait')} description={t('terms.waitHelp')} {...field('waitDays')} />
          <TextInput label={t('terms.cap')} description={t('terms.capHelp')} {...field('cap', 'cap.points')} />
          <NativeSelect
            label={t('terms.period')}
            data={periods.map((p) => ({ value: p, label: t(`terms.${p}`) }))}
            value={period}
            onChange={(e) => setPeriod(e.currentTarget.value as typeof period)}
          />
        </div>
      </div>
      {problem && problem.fields.length === 0 && (
        <Problem inline error={save.error} onRetry={problem.code === 'conflict' ? onReload : undefined} />
      )}
      <div className={classes.foot}>
        <Button onClick={submit} loading={save.isPending} disabled={faulty}>
          {t('terms.save')}
        </Button>
      </div>
      <LeaveGuard active={dirty && !save.isPending && !save.isSuccess} />
    </Section>
  );
}
