import { Button, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Count } from '../../ui/Count';
import { Section } from '../../ui/Page';
import { Toggle } from '../../ui/Toggle';
import { ProductField } from './ProductField';
import type { ServiceForm } from './ServicePage';
import classes from './Services.module.css';

const ways = ['free', 'on_site', 'checkout'] as const;
const stepsMax = 10;

/** How a booking is paid, and what goes back when it is cancelled. */
export function PaymentSection({ form }: { form: ServiceForm }) {
  const { t } = useTranslation('services');
  const { how, depositPercent } = form.values.payment;
  return (
    <Section title={t('payment.title')} intro={t(`payment.help.${how as 'free'}`)}>
      <div className={classes.fields}>
        <div className={classes.pair}>
          <NativeSelect label={t('payment.label')} data={ways.map((value) => ({ value, label: t(`payment.how.${value}`) }))} {...form.getInputProps('payment.how')} />
          {how === 'checkout' && (
            <>
              <Count label={t('payment.deposit')} unit="%" help={t('payment.depositHelp')} {...form.getInputProps('payment.depositPercent')} />
              {depositPercent < 100 && <ProductField form={form} path="payment.depositProduct" label={t('payment.depositProduct')} />}
              <Count label={t('payment.hold')} unit={t('unit.minutes')} help={t('payment.holdHelp')} {...form.getInputProps('holdMinutes')} />
            </>
          )}
        </div>
        <Policy form={form} />
        {how !== 'free' && <Toggle label={t('policy.paysBack')} description={t('policy.paysBackHelp')} {...form.getInputProps('paysBack', { type: 'checkbox' })} />}
      </div>
    </Section>
  );
}

function Policy({ form }: { form: ServiceForm }) {
  const { t } = useTranslation('services');
  const { policy } = form.values;
  const last = policy.at(-1);
  const next = last ? { hoursBefore: Math.floor(last.hoursBefore / 2), percent: Math.floor(last.percent / 2) } : { hoursBefore: 24, percent: 100 };
  return (
    <>
      <p>{t(policy.length > 0 ? 'policy.intro' : 'policy.none')}</p>
      {policy.map((_, i) => (
        <div key={i} className={classes.line}>
          <Count label={t('policy.hours')} unit={t('unit.hours')} {...form.getInputProps(`policy.${i}.hoursBefore`)} />
          <Count label={t('policy.percent')} unit="%" {...form.getInputProps(`policy.${i}.percent`)} />
          <Button variant="subtle" aria-label={t('policy.removeStep', { place: i + 1 })} onClick={() => form.removeListItem('policy', i)}>
            {t('remove')}
          </Button>
        </div>
      ))}
      {form.errors['policy'] && <p className="bad">{form.errors['policy']}</p>}
      <div>
        <Button variant="default" disabled={policy.length >= stepsMax} onClick={() => form.insertListItem('policy', next)}>
          {t('policy.add')}
        </Button>
      </div>
    </>
  );
}
