import { NumberInput, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Service } from '../../api/appointments';
import { useSession } from '../../api/session';
import { useFormat } from '../../ui/format';
import type { Choice } from './ServiceFields';
import classes from './Calendar.module.css';

const usualHours = 48;
const hoursMax = 336;

/** What is chosen costs, for all seats, before what a level takes off. */
export function priceOf(services: Service[], choice: Choice): number {
  const service = services.find((s) => s.id === choice.service);
  const variant = service?.variants.find((v) => v.id === choice.variant);
  const extras = service?.addOns.filter((a) => choice.addOns.includes(a.id)) ?? [];
  return extras.reduce((sum, a) => sum + a.priceMinor, variant?.priceMinor ?? 0) * choice.party;
}

interface ChoiceProps {
  price: number;
  /** How long an invoice can be paid; 0 for none. */
  hours: number;
  needsEmail: boolean;
  declined: boolean;
  onChange: (hours: number) => void;
}

/** Whether the store sends an invoice that confirms the booking. */
export function InvoiceChoice({ price, hours, needsEmail, declined, onChange }: ChoiceProps) {
  const { t } = useTranslation('calendar');
  const f = useFormat();
  const { shop } = useSession();
  return (
    <>
      <Radio.Group label={t('invoice.label')} value={hours > 0 ? 'invoice' : 'site'} onChange={(value) => onChange(value === 'invoice' ? usualHours : 0)}>
        <div className={classes.addOns}>
          <Radio size="xs" value="site" label={t('invoice.onSite')} />
          <Radio size="xs" value="invoice" label={t('invoice.send', { amount: f.money({ minor: price, currency: shop.currency }) })} />
        </div>
      </Radio.Group>
      {hours > 0 && (
        <NumberInput
          label={t('invoice.hours')}
          description={t('invoice.help')}
          suffix={` ${t('invoice.unit')}`}
          min={1}
          max={hoursMax}
          allowDecimal={false}
          value={hours}
          onChange={(value) => onChange(Math.min(Math.max(Number(value) || 1, 1), hoursMax))}
        />
      )}
      {hours > 0 && needsEmail && <p className="muted small">{t('invoice.needsEmail')}</p>}
      {declined && (
        <p role="alert" className="bad">
          {t('invoice.declined')}
        </p>
      )}
    </>
  );
}
