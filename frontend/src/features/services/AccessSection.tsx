import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { levelNamesQuery } from '../../api/levelNames';
import { Count } from '../../ui/Count';
import { Section } from '../../ui/Page';
import { Toggle } from '../../ui/Toggle';
import { anyText } from '../../ui/words';
import type { ServiceForm } from './ServicePage';
import classes from './Services.module.css';

/** Who may book, and what members of some levels get. Stores without levels
 * read where they are made. */
export function AccessSection({ form }: { form: ServiceForm }) {
  const { t, i18n } = useTranslation('services');
  const levels = useQuery(levelNamesQuery).data ?? [];
  const { access } = form.values;
  const used = [...access.levels, ...access.terms.map((term) => term.level)];
  const gone = [...new Set(used)].filter((id) => !levels.some((l) => l.id === id));
  const options = [
    ...levels.map((l) => ({ value: l.id, label: anyText(l.name, i18n.language) || l.id })),
    ...gone.map((id) => ({ value: id, label: t('access.gone') })),
  ];
  const atOne = Object.entries(form.errors).find(([path]) => /^access\.levels(\.\d+)?$/.test(path))?.[1];
  return (
    <Section title={t('access.title')} intro={t('access.intro')}>
      {options.length === 0 ? (
        <p className="muted">{t('access.none')}</p>
      ) : (
        <div className={classes.fields}>
          <MultiSelect
            label={t('access.levels')}
            placeholder={access.levels.length === 0 ? t('access.everybody') : undefined}
            clearable
            clearButtonProps={{ 'aria-label': t('access.clear') }}
            data={options}
            value={access.levels}
            error={atOne}
            onChange={(ids) => form.setFieldValue('access.levels', ids)}
          />
          {access.levels.length > 0 && (
            <>
              <Toggle label={t('access.hidden')} {...form.getInputProps('access.hidden', { type: 'checkbox' })} />
              {!access.hidden && (
                <TextInput label={t('access.refusal')} placeholder={t('access.refusalExample')} maxLength={300} {...form.getInputProps('access.refusal')} />
              )}
            </>
          )}
          <TermsList form={form} options={options} />
        </div>
      )}
    </Section>
  );
}

function TermsList({ form, options }: { form: ServiceForm; options: { value: string; label: string }[] }) {
  const { t } = useTranslation('services');
  const { terms } = form.values.access;
  const free = options.find((o) => !terms.some((term) => term.level === o.value));
  return (
    <>
      {terms.map((term, i) => (
        <div key={term.level} className={classes.line}>
          <NativeSelect
            label={t('terms.level')}
            data={options.map((o) => ({ ...o, disabled: o.value !== term.level && terms.some((other) => other.level === o.value) }))}
            {...form.getInputProps(`access.terms.${i}.level`)}
          />
          <Count label={t('terms.percent')} unit="%" {...form.getInputProps(`access.terms.${i}.percentOff`)} />
          <Count label={t('terms.early')} unit={t('unit.days')} {...form.getInputProps(`access.terms.${i}.earlyDays`)} />
          <Button
            variant="subtle"
            aria-label={t('removePart', { name: options.find((o) => o.value === term.level)?.label ?? '' })}
            onClick={() => form.removeListItem('access.terms', i)}
          >
            {t('remove')}
          </Button>
        </div>
      ))}
      {free && (
        <div>
          <Button variant="default" onClick={() => form.insertListItem('access.terms', { level: free.value, percentOff: 0, earlyDays: 0 })}>
            {t('terms.add')}
          </Button>
        </div>
      )}
    </>
  );
}
