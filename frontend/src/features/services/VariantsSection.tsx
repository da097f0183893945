import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Count } from '../../ui/Count';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import { Toggle } from '../../ui/Toggle';
import { freshAddOn, freshVariant } from './draft';
import { ProductField } from './ProductField';
import type { ServiceForm } from './ServicePage';
import classes from './Services.module.css';

interface SectionProps {
  form: ServiceForm;
  currency: string;
}

const partsMax = 50;
const segmentsMax = 20;

/** Lengths and prices to choose from. */
export function VariantsSection({ form, currency }: SectionProps) {
  const { t } = useTranslation('services');
  const { variants } = form.values;
  return (
    <Section title={t('variants.title')} intro={t('variants.intro')}>
      <div className={classes.fields}>
        {variants.map((variant, i) => (
          <Variant key={variant.id} form={form} currency={currency} at={i} />
        ))}
        {form.errors['variants'] && <p className="bad">{form.errors['variants']}</p>}
        <div>
          <Button variant="default" disabled={variants.length >= partsMax} onClick={() => form.insertListItem('variants', freshVariant())}>
            {t('variants.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

function Variant({ form, currency, at }: SectionProps & { at: number }) {
  const { t } = useTranslation('services');
  const f = useFormat();
  const path = `variants.${at}`;
  const variant = form.values.variants[at];
  if (!variant) return null;
  const { how, depositPercent } = form.values.payment;
  const name = variant.title || t('variants.unnamed', { place: f.number(at + 1) });
  return (
    <fieldset className={classes.part}>
      <legend>{name}</legend>
      <div className={classes.fields}>
        <div className={classes.pair}>
          <TextInput
            label={t('variants.name')}
            placeholder={form.values.variants.length === 1 ? t('variants.nameOptional') : undefined}
            maxLength={80}
            {...form.getInputProps(`${path}.title`)}
          />
          <Count label={t('variants.duration')} unit={t('unit.minutes')} {...form.getInputProps(`${path}.durationMinutes`)} />
          {how !== 'free' && <Price form={form} currency={currency} path={path} />}
          {how === 'checkout' && depositPercent === 100 && <ProductField form={form} path={`${path}.product`} />}
        </div>
        <Segments form={form} path={path} segments={variant.segments} duration={variant.durationMinutes} />
        {form.values.variants.length > 1 && (
          <div className={classes.partFoot}>
            <Button variant="subtle" aria-label={t('removePart', { name })} onClick={() => form.removeListItem('variants', at)}>
              {t('remove')}
            </Button>
          </div>
        )}
      </div>
    </fieldset>
  );
}

function Price({ form, currency, path }: SectionProps & { path: string }) {
  const { t } = useTranslation('services');
  return (
    <TextInput
      label={t('variants.price')}
      inputMode="decimal"
      placeholder="0"
      rightSection={<span className="muted small">{currency}</span>}
      rightSectionWidth={48}
      {...form.getInputProps(`${path}.priceMinor`)}
    />
  );
}

interface SegmentsProps {
  form: ServiceForm;
  path: string;
  segments: { minutes: number; waiting: boolean }[];
  duration: number;
}

/** Parts of the duration in which the staff may serve somebody else. */
function Segments({ form, path, segments, duration }: SegmentsProps) {
  const { t } = useTranslation('services');
  const f = useFormat();
  const third = Math.floor(duration / 3);
  const begin = () =>
    form.setFieldValue(`${path}.segments`, [
      { minutes: third, waiting: false },
      { minutes: third, waiting: true },
      { minutes: duration - 2 * third, waiting: false },
    ]);
  return (
    <>
      {segments.map((segment, i) => (
        <div key={i} className={classes.line}>
          <Count label={t('segments.part', { place: f.number(i + 1) })} unit={t('unit.minutes')} {...form.getInputProps(`${path}.segments.${i}.minutes`)} />
          <Toggle label={t('segments.waiting')} checked={segment.waiting} onChange={(e) => form.setFieldValue(`${path}.segments.${i}.waiting`, e.currentTarget.checked)} />
          <Button variant="subtle" aria-label={t('removePart', { name: t('segments.part', { place: f.number(i + 1) }) })} onClick={() => form.removeListItem(`${path}.segments`, i)}>
            {t('remove')}
          </Button>
        </div>
      ))}
      {form.errors[`${path}.segments`] && <p className="bad">{form.errors[`${path}.segments`]}</p>}
      <div>
        <Button
          variant="subtle"
          disabled={segments.length >= segmentsMax}
          onClick={() => (segments.length === 0 ? begin() : form.insertListItem(`${path}.segments`, { minutes: 15, waiting: false }))}
        >
          {t(segments.length === 0 ? 'segments.split' : 'segments.add')}
        </Button>
      </div>
    </>
  );
}

/** What makes an appointment longer and dearer. */
export function AddOnsSection({ form, currency }: SectionProps) {
  const { t } = useTranslation('services');
  const f = useFormat();
  const { addOns, payment } = form.values;
  return (
    <Section title={t('addOns.title')} intro={t('addOns.intro')}>
      <div className={classes.fields}>
        {addOns.map((addOn, i) => {
          const name = addOn.title || t('addOns.unnamed', { place: f.number(i + 1) });
          return (
            <fieldset key={addOn.id} className={classes.part}>
              <legend>{name}</legend>
              <div className={classes.pair}>
                <TextInput label={t('addOns.name')} maxLength={80} {...form.getInputProps(`addOns.${i}.title`)} />
                <Count label={t('addOns.minutes')} unit={t('unit.minutes')} {...form.getInputProps(`addOns.${i}.minutes`)} />
                {payment.how !== 'free' && <Price form={form} currency={currency} path={`addOns.${i}`} />}
                {payment.how === 'checkout' && payment.depositPercent === 100 && <ProductField form={form} path={`addOns.${i}.product`} />}
              </div>
              <Button variant="subtle" aria-label={t('removePart', { name })} onClick={() => form.removeListItem('addOns', i)}>
                {t('remove')}
              </Button>
            </fieldset>
          );
        })}
        {form.errors['addOns'] && <p className="bad">{form.errors['addOns']}</p>}
        <div>
          <Button variant="default" disabled={addOns.length >= partsMax} onClick={() => form.insertListItem('addOns', freshAddOn())}>
            {t('addOns.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
