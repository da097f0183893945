import { ActionIcon, Button, ColorInput, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Level, LevelKind } from '../../api/types';
import { useSession } from '../../api/session';
import { useFormat } from '../../ui/format';
import { Toggle } from '../../ui/Toggle';
import { anyText } from '../../ui/words';
import { freshRule } from './defaults';
import type { LadderForm } from './LadderEditor';
import classes from './Levels.module.css';

const languages = ['en', 'ja', 'ko'] as const;

interface LevelFieldsProps {
  form: LadderForm;
  kinds: LevelKind[];
  /** Its place from below. */
  at: number;
}

/** One level of the ladder: how it looks, what it asks for, what it gives. */
export function LevelFields({ form, kinds, at }: LevelFieldsProps) {
  const { t, i18n } = useTranslation('levels');
  const f = useFormat();
  const level = form.values.levels[at];
  if (!level) return null;
  const path = `levels.${at}`;
  const name = anyText(level.name, i18n.language) || t('unnamed', { place: f.number(at + 1) });
  const last = form.values.levels.length - 1;
  const move = (to: number) => form.reorderListItem('levels', { from: at, to });
  return (
    <fieldset className={classes.level} style={{ '--level': level.colour } as CSSProperties} aria-label={name}>
      <div className={classes.fields}>
        <div className={classes.levelHead}>
          <strong>{name}</strong>
          <span className={classes.buttons}>
            <ActionIcon variant="default" size="lg" aria-label={t('up', { name })} disabled={at === last} onClick={() => move(at + 1)}>
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="default" size="lg" aria-label={t('down', { name })} disabled={at === 0} onClick={() => move(at - 1)}>
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="default" size="lg" aria-label={t('remove', { name })} onClick={() => form.removeListItem('levels', at)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </span>
        </div>
        <div className={classes.pair}>
          {languages.map((language) => (
            <TextInput
              key={language}
              label={t(`name.${language}`)}
              maxLength={60}
              {...form.getInputProps(`${path}.name.${language}`)}
              error={language === 'en' ? form.errors[`${path}.name`] : undefined}
            />
          ))}
          <ColorInput label={t('colour')} format="hex" withEyeDropper={false} {...form.getInputProps(`${path}.colour`)} />
        </div>
        <Rules form={form} kinds={kinds} at={at} level={level} />
        <div className={classes.pair}>
          <TextInput
            label={t('multiplier')}
            description={t('multiplierHelp')}
            inputMode="decimal"
            placeholder="1"
            {...form.getInputProps(`${path}.multiplier`)}
          />
          <NumberInput label={t('reward')} description={t('rewardHelp')} min={0} max={1_000_000} allowDecimal={false} {...form.getInputProps(`${path}.reward`)} />
        </div>
        <div className={classes.pair}>
          {languages.map((language) => (
            <Textarea
              key={language}
              label={t(`perks.${language}`)}
              description={language === 'en' ? t('perksHelp') : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              autosize
              minRows={2}
              maxRows={8}
              value={level.perks.map((p) => p[language]).join('\n')}
              onChange={(e) => form.setFieldValue(`${path}.perks`, perksWith(level.perks, language, e.currentTarget.value))}
              error={language === 'en' ? form.errors[`${path}.perks`] : undefined}
            />
          ))}
        </div>
        <Toggle label={t('closed')} description={t('closedHelp')} {...form.getInputProps(`${path}.closed`, { type: 'checkbox' })} />
      </div>
    </fieldset>
  );
}

/** The perks with the lines of one language; a perk without words is gone. */
function perksWith(perks: Level['perks'], language: (typeof languages)[number], lines: string): Level['perks'] {
  const words = lines.split('\n');
  return Array.from({ length: Math.max(words.length, perks.length) }, (_, i) => ({
    ...(perks[i] ?? { en: '', ja: '', ko: '' }),
    [language]: words[i] ?? '',
  })).filter((p, i) => p.en || p.ja || p.ko || i < words.length - 1);
}

function Rules({ form, kinds, at, level }: LevelFieldsProps & { level: Level }) {
  const { t } = useTranslation('levels');
  const f = useFormat();
  const { shop } = useSession();
  const path = `levels.${at}.rules`;
  const free = kinds.find((k) => !level.rules.some((r) => r.kind === k.name));
  return (
    <div className={classes.fields}>
      {level.rules.map((rule, i) => {
        const kind = kinds.find((k) => k.name === rule.kind);
        return (
          <div key={rule.kind} className={classes.rule}>
            <NativeSelect
              label={t('asks')}
              data={kinds.map((k) => ({ value: k.name, label: f.text(k.title), disabled: k.name !== rule.kind && level.rules.some((r) => r.kind === k.name) }))}
              value={rule.kind}
              onChange={(e) => form.setFieldValue(`${path}.${i}`, freshRule(e.currentTarget.value, kinds))}
              error={form.errors[`${path}.${i}.kind`]}
            />
            <TextInput
              label={kind ? f.text(kind.field.label) : ''}
              inputMode="decimal"
              rightSection={kind?.unit === 'money' ? <span className="muted small">{shop.currency}</span> : undefined}
              rightSectionWidth={48}
              value={rule.params['amount'] ?? ''}
              onChange={(e) => form.setFieldValue(`${path}.${i}.params`, { amount: e.currentTarget.value })}
              error={form.errors[`${path}.${i}.params.amount`]}
            />
            <ActionIcon variant="default" size="lg" aria-label={t('removeRule')} onClick={() => form.removeListItem(path, i)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
      {form.errors[path] && <p className="bad">{form.errors[path]}</p>}
      {level.rules.length === 0 && <p className="muted">{t('asksNothing')}</p>}
      <div className={classes.buttons}>
        {free && (
          <Button variant="subtle" onClick={() => form.insertListItem(path, freshRule(free.name, kinds))}>
            {t('addRule')}
          </Button>
        )}
        {level.rules.length > 1 && <Toggle label={t('any')} {...form.getInputProps(`levels.${at}.any`, { type: 'checkbox' })} />}
      </div>
    </div>
  );
}
