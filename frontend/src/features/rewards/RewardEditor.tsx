import { Button, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import { useFormat } from '../../ui/format';
import { checkField } from '../../ui/kindCheck';
import { KindForm } from '../../ui/KindForm';
import { LeaveGuard, LeaveQuestion } from '../../ui/LeaveGuard';
import { Problem } from '../../ui/Problem';
import { Toggle } from '../../ui/Toggle';
import { useFieldFault } from '../../ui/useFieldFault';
import { rewardNameQuery, useSaveReward, type Reward, type RewardKind } from './api';
import { defaultsOf, type Draft, draftOf, freshDraft, limitFaults, settingsOf } from './draft';
import { LimitFields } from './LimitFields';
import classes from './Rewards.module.css';

interface EditorProps {
  reward?: Reward;
  kinds: RewardKind[];
  currency: string;
  onClose: () => void;
}

// Help below its field, so that fields side by side stand on one line.
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** Makes or changes a reward in a dialog. The key is made once per opening, so
 * that one form makes one reward. */
export function RewardEditor({ reward, kinds, currency, onClose }: EditorProps) {
  const { t } = useTranslation(['rewards', 'common']);
  const [key] = useState(() => crypto.randomUUID());
  const [leaving, setLeaving] = useState(false);
  const save = useSaveReward(reward?.id);
  const form = useDraft(reward ? draftOf(reward.settings) : freshDraft(kinds[0]), kinds, currency);
  const kind = kinds.find((k) => k.name === form.values.kind);
  const unsaved = form.isDirty() && !save.isSuccess;
  const close = () => (unsaved ? setLeaving(true) : onClose());
  const submit = form.onSubmit((values) =>
    save.mutate(
      { key, base: reward?.version ?? 0, settings: settingsOf(values, kind) },
      {
        onSuccess: () => {
          notifications.show({ message: t('editor.saved') });
          onClose();
        },
        onError: (error) => {
          const { products, collections, ...rest } = formErrors(asApiError(error), 'settings.');
          const numbers = products ?? collections;
          form.setErrors(numbers ? { ...rest, numbers } : rest);
        },
      },
    ),
  );
  return (
    <Modal.Stack>
      <Modal
        opened
        stackId="editor"
        onClose={close}
        title={t(reward ? 'editor.edit' : 'editor.new')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <form onSubmit={submit} noValidate className={classes.form}>
          <GiftFields form={form} kinds={kinds} kind={kind} fixed={reward !== undefined} />
          <TextInput label={t('editor.name')} description={t('editor.nameHelp')} maxLength={80} {...form.getInputProps('title')} />
          <TextInput label={t('editor.text')} maxLength={300} {...form.getInputProps('text')} />
          <LimitFields form={form} kind={kind} />
          <div className={classes.pair}>
            {!kind?.immediate && (
              <>
                <TextInput label={t('editor.minimum', { currency })} inputMode="decimal" {...form.getInputProps('minimum')} />
                <Count form={form} name="minutes" label={t('editor.minutes')} help={t('editor.minutesHelp')} />
              </>
            )}
            <Count form={form} name="stock" label={t('editor.stock')} help={t('editor.noLimit')} />
            <Count form={form} name="perMember" label={t('editor.perMember')} help={t('editor.noLimit')} />
            <Count form={form} name="coolDown" label={t('editor.coolDown')} help={t('editor.noLimit')} />
          </div>
          {!kind?.immediate && <Toggle label={t('editor.combines')} {...form.getInputProps('combines', { type: 'checkbox' })} />}
          <Toggle label={t('editor.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
          <Preview draft={form.values} kind={kind} />
          {save.isError && asApiError(save.error).fields.length === 0 && <Problem inline error={save.error} />}
          {Object.keys(form.errors).length > 0 && (
            <p role="alert" className="bad">
              {t('editor.fix')}
            </p>
          )}
          <div className={classes.foot}>
            <Button variant="default" onClick={close}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('editor.save')}
            </Button>
          </div>
        </form>
        <LeaveGuard active={unsaved && !save.isPending} />
      </Modal>
      <LeaveQuestion opened={leaving} stackId="leave" onStay={() => setLeaving(false)} onLeave={onClose} />
    </Modal.Stack>
  );
}

type DraftForm = ReturnType<typeof useDraft>;

function useDraft(initialValues: Draft, kinds: RewardKind[], currency: string) {
  const { t } = useTranslation('rewards');
  const say = useFieldFault();
  return useForm<Draft>({
    initialValues,
    validate: (draft) => {
      const errors: Record<string, string> = {};
      const kind = kinds.find((k) => k.name === draft.kind);
      for (const field of kind?.fields ?? []) {
        const fault = checkField(field, draft.params[field.name] ?? field.default, currency);
        if (fault) errors[`params.${field.name}`] = say(fault);
      }
      for (const [name, fault] of Object.entries(limitFaults(draft, kind))) errors[name] = t(`editor.fault.${fault}`);
      return errors;
    },
  });
}

interface GiftProps {
  form: DraftForm;
  kinds: RewardKind[];
  kind?: RewardKind;
  /** The kind of a reward that is there already stays. */
  fixed: boolean;
}

/** What the shopper gets, and for how many points. */
function GiftFields({ form, kinds, kind, fixed }: GiftProps) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  const errors = Object.fromEntries(
    Object.entries(form.errors)
      .filter(([path]) => path.startsWith('params.'))
      .map(([path, message]) => [path.slice('params.'.length), typeof message === 'string' ? message : undefined]),
  );
  return (
    <>
      <Select
        label={t('editor.kind')}
        description={kind && f.text(kind.description)}
        data={kinds.map((k) => ({ value: k.name, label: f.text(k.title) }))}
        value={form.values.kind}
        error={form.errors['kind']}
        disabled={fixed}
        allowDeselect={false}
        onChange={(name) => form.setValues({ kind: name ?? '', params: defaultsOf(kinds.find((k) => k.name === name)) })}
      />
      <KindForm fields={kind?.fields ?? []} params={form.values.params} errors={errors} onChange={(params) => form.setFieldValue('params', params)} />
      {typeof form.errors['params'] === 'string' && <p role="alert">{form.errors['params']}</p>}
      {!kind?.variable && <Count form={form} name="cost" label={t('editor.cost')} />}
    </>
  );
}

interface CountProps {
  form: DraftForm;
  name: 'cost' | 'stock' | 'perMember' | 'coolDown' | 'minutes';
  label: string;
  help?: string;
}

function Count({ form, name, label, help }: CountProps) {
  return (
    <NumberInput
      label={label}
      description={help}
      inputWrapperOrder={order}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      inputMode="numeric"
      value={form.values[name]}
      error={form.errors[name]}
      onChange={(v) => form.setFieldValue(name, typeof v === 'number' ? v : 0)}
    />
  );
}

// So that not every letter that is typed asks the server.
const restMs = 250;

/** What a shopper sees, as far as it does not need the store. */
function Preview({ draft, kind }: { draft: Draft; kind?: RewardKind }) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  const [made] = useDebouncedValue({ kind: draft.kind, params: draft.params }, restMs);
  const name = useQuery({ ...rewardNameQuery(made.kind, made.params), enabled: draft.title === '' && made.kind !== '' });
  const called = made.kind === draft.kind ? name.data?.name : undefined; // another kind is called otherwise
  return (
    <div className={classes.preview} aria-label={t('editor.preview')} role="group">
      <p className="muted small">{t('editor.preview')}</p>
      <p>
        <strong>{draft.title || (kind && f.text(called ?? kind.title))}</strong>
      </p>
      {draft.text && <p>{draft.text}</p>}
      <p className="num">{kind?.variable ? t('chosen') : t('points', { value: f.number(draft.cost) })}</p>
    </div>
  );
}
