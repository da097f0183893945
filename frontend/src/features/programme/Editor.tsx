import { NumberInput, Radio } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import type { Kind, Programme, Settings } from '../../api/types';
import { useSession } from '../../api/session';
import { useFormat } from '../../ui/format';
import { checkField } from '../../ui/kindCheck';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { Section } from '../../ui/Page';
import { Option, Toggle } from '../../ui/Toggle';
import { useFieldFault } from '../../ui/useFieldFault';
import { useStaff } from '../../ui/useStaff';
import { usePreview, useSaveProgramme } from './api';
import { CapSection, capMax } from './CapSection';
import { ExpirySection, expiryMax } from './ExpirySection';
import { PreviewSection } from './PreviewSection';
import { Rules } from './Rules';
import { SaveBar } from './SaveBar';
import classes from './Programme.module.css';

const holdDaysMax = 365;
const counted = ['includeTax', 'includeShipping', 'includeTips', 'includeDuties', 'includeGiftCards'] as const;
const clawbacks = ['unlimited', 'within_balance', 'only_pending'] as const satisfies readonly Settings['clawback'][];
const who = ['guests', 'testOrders', 'earlierOrders'] as const;

export type SettingsForm = ReturnType<typeof useSettingsForm>;

interface EditorProps {
  programme: Programme;
  kinds: Kind[];
  onReload: () => void;
}

/** Everything a merchant decides about points, saved as one new version. */
export function Editor({ programme, kinds, onReload }: EditorProps) {
  const { t } = useTranslation('programme');
  const f = useFormat();
  const staff = useStaff();
  const form = useSettingsForm(programme.settings, kinds);
  const events = form.values.rules.some((rule) => kinds.find((k) => k.name === rule.kind)?.event);
  const save = useSaveProgramme();
  const preview = usePreview();
  const dirty = form.isDirty();
  const refuse = (error: unknown) => form.setErrors(formErrors(asApiError(error), 'settings.'));
  const submit = (note: string) => {
    if (form.validate().hasErrors) return;
    save.mutate(
      { baseVersion: programme.version, settings: form.values, note },
      {
        onSuccess: (saved) => notifications.show({ message: t('save.saved', { version: f.number(saved.version) }) }),
        onError: refuse,
      },
    );
  };
  const run = () => {
    if (!form.validate().hasErrors) preview.mutate(form.values, { onError: refuse });
  };
  return (
    <form className={classes.editor} noValidate onSubmit={(e) => e.preventDefault()}>
      <p className="muted small">
        {programme.version > 0
          ? t('version', { version: f.number(programme.version), when: f.dateTime(programme.savedAt), who: staff(programme.savedBy) })
          : t('never')}
      </p>
      <Section title={t('enabled.title')}>
        <Toggle label={t('enabled.label')} description={t('enabled.help')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
      </Section>
      <Rules form={form} kinds={kinds} />
      <CountsSection form={form} />
      <CapSection form={form} />
      <HoldSection form={form} />
      <ExpirySection form={form} />
      <ClawbackSection form={form} />
      <WhoSection form={form} />
      <PreviewSection preview={preview} settings={form.values} events={events} onRun={run} />
      {dirty && (
        <SaveBar
          save={save}
          faulty={Object.keys(form.errors).length > 0}
          onSave={submit}
          onDiscard={() => {
            form.reset();
            save.reset();
          }}
          onReload={onReload}
        />
      )}
      <LeaveGuard active={dirty && !save.isPending && !save.isSuccess} />
    </form>
  );
}

function useSettingsForm(settings: Settings, kinds: Kind[]) {
  const { t } = useTranslation('programme');
  const f = useFormat();
  const { shop } = useSession();
  const say = useFieldFault();
  return useForm<Settings>({
    initialValues: settings,
    validate: (values) => {
      const errors: Record<string, string> = {};
      values.rules.forEach((rule, i) => {
        const fields = kinds.find((k) => k.name === rule.kind)?.fields ?? [];
        for (const field of fields) {
          const fault = checkField(field, rule.params[field.name] ?? field.default, shop.currency);
          if (fault) errors[`rules.${i}.params.${field.name}`] = say(fault);
        }
      });
      const within = (path: string, value: unknown, max: number, key: 'hold.range' | 'expiry.range' | 'cap.range') => {
        if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) errors[path] = t(key, { max: f.number(max) });
      };
      within('holdDays', values.holdDays, holdDaysMax, 'hold.range');
      within('life.count', values.life.count, expiryMax[values.life.unit], 'expiry.range');
      within('cap.points', values.cap.points, capMax, 'cap.range');
      within('idleMonths', values.idleMonths, expiryMax.idle, 'expiry.range');
      return errors;
    },
  });
}

function CountsSection({ form }: { form: SettingsForm }) {
  const { t } = useTranslation('programme');
  return (
    <Section title={t('counts.title')} intro={t('counts.intro')}>
      <div className={classes.switches}>
        {counted.map((name) => (
          <Toggle key={name} label={t(`counts.${name}`)} {...form.getInputProps(name, { type: 'checkbox' })} />
        ))}
      </div>
    </Section>
  );
}

function HoldSection({ form }: { form: SettingsForm }) {
  const { t } = useTranslation('programme');
  return (
    <Section title={t('hold.title')}>
      <NumberInput
        className={classes.prose}
        classNames={{ input: classes.days }}
        label={t('hold.label')}
        description={t('hold.help')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        hideControls
        {...form.getInputProps('holdDays')}
      />
    </Section>
  );
}

function ClawbackSection({ form }: { form: SettingsForm }) {
  const { t } = useTranslation('programme');
  return (
    <Section title={t('clawback.title')} intro={t('clawback.intro')}>
      <Radio.Group aria-label={t('clawback.title')} {...form.getInputProps('clawback')}>
        <div className={classes.choices}>
          {clawbacks.map((policy) => (
            <Option key={policy} value={policy} label={t(`clawback.${policy}.label`)} description={t(`clawback.${policy}.text`)} />
          ))}
        </div>
      </Radio.Group>
    </Section>
  );
}

function WhoSection({ form }: { form: SettingsForm }) {
  const { t } = useTranslation('programme');
  return (
    <Section title={t('who.title')}>
      <div className={classes.choices}>
        {who.map((name) => (
          <Toggle
            key={name}
            label={t(`who.${name}.label`)}
            description={t(`who.${name}.help`)}
            {...form.getInputProps(name, { type: 'checkbox' })}
          />
        ))}
      </div>
    </Section>
  );
}
