import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import { useSession } from '../../api/session';
import type { Ladder, LadderSettings, LevelKind } from '../../api/types';
import { useFormat } from '../../ui/format';
import { checkField } from '../../ui/kindCheck';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { Note } from '../../ui/Note';
import { Empty, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { useFieldFault } from '../../ui/useFieldFault';
import { anyText } from '../../ui/words';
import { useSaveLadder, useTrial } from './api';
import { firstLadder, freshLevel, levelsMax } from './defaults';
import { LevelFields } from './LevelFields';
import { TrialResult } from './TrialResult';
import classes from './Levels.module.css';

export type LadderForm = ReturnType<typeof useLadderForm>;

const noteMax = 200;

/** The ladder as a merchant changes it: tried on real contacts, then saved as
 * the next version. */
export function LadderEditor({ ladder, onReload }: { ladder: Ladder; onReload: () => void }) {
  const { t } = useTranslation('levels');
  const f = useFormat();
  const form = useLadderForm(ladder.settings ?? firstLadder(), ladder.kinds);
  const [note, setNote] = useState('');
  const trial = useTrial();
  const save = useSaveLadder();
  const dirty = form.isDirty();
  const refuse = (error: unknown) => form.setErrors(formErrors(asApiError(error), 'settings.'));
  const run = () => {
    if (!form.validate().hasErrors) trial.mutate(form.values, { onError: refuse });
  };
  const submit = () => {
    if (form.validate().hasErrors) return;
    save.mutate(
      { baseVersion: ladder.version, settings: form.values, note: note.trim() },
      { onSuccess: (saved) => notifications.show({ message: t('saved', { version: f.number(saved.version) }) }), onError: refuse },
    );
  };
  const error = save.isError ? asApiError(save.error) : trial.isError ? asApiError(trial.error) : undefined;
  return (
    <form className={classes.editor} noValidate onSubmit={(e) => e.preventDefault()}>
      <RulesSection form={form} />
      <LevelsSection form={form} kinds={ladder.kinds} />
      <Section title={t('trial.title')} intro={t('trial.intro')}>
        <div className={classes.fields}>
          {error?.code === 'conflict' && (
            <Note tone="warn" action={<Button variant="default" onClick={onReload}>{t('load')}</Button>}>
              {t('conflict')}
            </Note>
          )}
          {error && error.code !== 'conflict' && error.fields.length === 0 && <Problem inline error={error} />}
          {Object.keys(form.errors).length > 0 && (
            <p role="alert" className="bad">
              {form.errors['levels'] ?? t('fix')}
            </p>
          )}
          {trial.data && <TrialResult trial={trial.data} levels={form.values.levels} />}
          <TextInput label={t('note')} maxLength={noteMax} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
          <div className={classes.buttons}>
            <Button variant="default" onClick={run} loading={trial.isPending} disabled={form.values.levels.length === 0}>
              {t('trial.run')}
            </Button>
            <Button onClick={submit} loading={save.isPending} disabled={!dirty || form.values.levels.length === 0}>
              {t('save')}
            </Button>
            {dirty && (
              <Button variant="subtle" onClick={() => { form.reset(); trial.reset(); save.reset(); }}>
                {t('discard')}
              </Button>
            )}
          </div>
        </div>
      </Section>
      <LeaveGuard active={dirty && !save.isPending && !save.isSuccess} />
    </form>
  );
}

function useLadderForm(settings: LadderSettings, kinds: LevelKind[]) {
  const { t, i18n } = useTranslation('levels');
  const { shop } = useSession();
  const say = useFieldFault();
  return useForm<LadderSettings>({
    initialValues: settings,
    validate: (values) => {
      const errors: Record<string, string> = {};
      values.levels.forEach((level, i) => {
        if (!anyText(level.name, i18n.language)) errors[`levels.${i}.name`] = t('nameNeeded');
        level.rules.forEach((rule, j) => {
          const field = kinds.find((k) => k.name === rule.kind)?.field;
          if (!field) return;
          const fault = checkField(field, rule.params[field.name] ?? '', shop.currency);
          if (fault) errors[`levels.${i}.rules.${j}.params.${field.name}`] = say(fault);
        });
      });
      return errors;
    },
  });
}

const periods = ['calendar', 'rolling', 'lifetime'] as const;
const keeps = ['following', 'period'] as const;
const refunds = ['immediate', 'period_end'] as const;
const downgrades = ['balance_based', 'one_down'] as const;

function RulesSection({ form }: { form: LadderForm }) {
  const { t } = useTranslation('levels');
  const { period } = form.values;
  const list = <T extends string>(names: readonly T[], key: 'period' | 'keep' | 'onRefund' | 'downgrade') =>
    names.map((value) => ({ value, label: t(`${key}.${value}` as 'period.calendar') }));
  return (
    <Section title={t('rules.title')} intro={t('rules.intro')}>
      <div className={classes.pair}>
        <NativeSelect label={t('period.label')} data={list(periods, 'period')} {...form.getInputProps('period')} />
        {period === 'rolling' && (
          <NumberInput label={t('months')} min={1} max={36} allowDecimal={false} {...form.getInputProps('months')} />
        )}
        {period !== 'lifetime' && (
          <>
            <NativeSelect label={t('keep.label')} data={list(keeps, 'keep')} {...form.getInputProps('keep')} />
            <NumberInput label={t('graceDays')} min={0} max={92} allowDecimal={false} {...form.getInputProps('graceDays')} />
            <NativeSelect label={t('downgrade.label')} data={list(downgrades, 'downgrade')} {...form.getInputProps('downgrade')} />
          </>
        )}
        <NativeSelect label={t('onRefund.label')} data={list(refunds, 'onRefund')} {...form.getInputProps('onRefund')} />
      </div>
    </Section>
  );
}

function LevelsSection({ form, kinds }: { form: LadderForm; kinds: LevelKind[] }) {
  const { t } = useTranslation('levels');
  const { levels } = form.values;
  const add = () => form.insertListItem('levels', freshLevel(levels, kinds));
  return (
    <Section title={t('levels.title')} intro={t('levels.intro')}>
      <div className={classes.fields}>
        {levels.length === 0 && <Empty title={t('levels.none')}>{t('levels.noneText')}</Empty>}
        {levels.map((level, i) => (
          <LevelFields key={level.id} form={form} kinds={kinds} at={i} />
        ))}
        <div>
          <Button variant="default" onClick={add} disabled={levels.length >= levelsMax}>
            {t('levels.add')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
