import { Checkbox, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { performs, type Service, type Staff, type Variant, type Wish } from '../../api/appointments';
import { useFormat } from '../../ui/format';
import classes from './Calendar.module.css';

/** What is to be booked, as a form has it. */
export interface Choice {
  service: string;
  variant: string;
  addOns: string[];
  /** Empty for anybody. */
  staff: string;
  party: number;
}

/** The choice that a form begins with: the first variant, nothing added. */
export function choiceOf(service: Service | undefined, staff: string): Choice {
  const member = !service || performs(service, staff) ? staff : '';
  return { service: service?.id ?? '', variant: service?.variants[0]?.id ?? '', addOns: [], staff: member, party: 1 };
}

export const wishFrom = (choice: Choice): Wish => ({
  service: choice.service,
  variant: choice.variant,
  addOns: choice.addOns.length > 0 ? choice.addOns.join(',') : undefined,
  staff: choice.staff || undefined,
  party: choice.party,
});

interface FieldsProps {
  choice: Choice;
  services: Service[];
  staff: Staff[];
  onChange: (choice: Choice) => void;
  /** Without add-ons and seats, for who has no time. */
  short?: boolean;
}

/** Service, variant, additions, person and seats. */
export function ServiceFields({ choice, services, staff, onChange, short = false }: FieldsProps) {
  const { t } = useTranslation('calendar');
  const say = useVariantWords();
  const service = services.find((s) => s.id === choice.service);
  const offered = services.filter((s) => s.enabled);
  const performers = staff.filter((s) => s.enabled && (!service || performs(service, s.id)));
  return (
    <>
      <NativeSelect
        label={t('field.service')}
        data-autofocus={short ? undefined : true}
        value={choice.service}
        onChange={(e) => {
          const next = services.find((s) => s.id === e.currentTarget.value);
          onChange(choiceOf(next, choice.staff));
        }}
        data={offered.map((s) => ({ value: s.id, label: s.title }))}
      />
      {service && service.variants.length > 1 && (
        <NativeSelect
          label={t('field.variant')}
          value={choice.variant}
          onChange={(e) => onChange({ ...choice, variant: e.currentTarget.value })}
          data={service.variants.map((v) => ({ value: v.id, label: say.variant(v) }))}
        />
      )}
      {!short && service && service.addOns.length > 0 && (
        <Checkbox.Group label={t('field.addOns')} value={choice.addOns} onChange={(addOns) => onChange({ ...choice, addOns })}>
          <div className={classes.addOns}>
            {service.addOns.map((a) => (
              <Checkbox key={a.id} size="xs" value={a.id} label={say.extra(a.title, a.minutes, a.priceMinor)} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <div className={classes.pair}>
        <NativeSelect
          label={t('field.staff')}
          value={choice.staff}
          onChange={(e) => onChange({ ...choice, staff: e.currentTarget.value })}
          data={[{ value: '', label: t('field.anybody') }, ...performers.map((s) => ({ value: s.id, label: s.name }))]}
        />
        {!short && service && service.partyMax > 1 && (
          <NativeSelect
            label={t('field.party')}
            value={String(choice.party)}
            onChange={(e) => onChange({ ...choice, party: Number(e.currentTarget.value) })}
            data={Array.from({ length: service.partyMax }, (_, i) => String(i + 1))}
          />
        )}
      </div>
    </>
  );
}

/** How long and how dear things are, in a few words. */
function useVariantWords() {
  const { t } = useTranslation('calendar');
  const f = useFormat();
  const { shop } = useSession();
  const extra = (title: string, minutes: number, minor: number) =>
    [title, t('minutes', { value: f.number(minutes) }), f.money({ minor, currency: shop.currency })].filter(Boolean).join(' · ');
  return { extra, variant: (v: Variant) => extra(v.title, v.durationMinutes, v.priceMinor) };
}
