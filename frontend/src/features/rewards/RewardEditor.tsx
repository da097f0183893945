import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import { useFormat } from '../../ui/format';
import { checkField } from '../../ui/kindCheck';
import { KindForm } from '../../ui/KindForm';
import { Problem } from '../../ui/Problem';
import { Toggle } from '../../ui/Toggle';
import { useFieldFault } from '../../ui/useFieldFault';
import { useSaveReward, type Reward, type RewardKind, type RewardSettings } from './api';
import classes from './Rewards.module.css';

interface EditorProps {
  reward?: Reward;
  kinds: RewardKind[];
  currency: string;
  onClose: () => void;
}

/** What a form of this kind starts with, so that what it shows is what it saves. */
const defaults = (kind?: RewardKind) => Object.fromEntries((kind?.fields ?? []).map((field) => [field.name, field.default]));

const fresh = (kind?: RewardKind): RewardSettings => ({
  enabled: true, kind: kind?.name ?? '', params: defaults(kind), title: '', text: '', cost: 500, minimum: '', products: [], collections: [], levels: [],
  stock: 0, perMember: 0, coolDown: 0, minutes: 0, combines: false,
});

// Help below its field, so that fields side by side stand on one line.
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

const list = (text: string) => text.split(',').map((part) => part.trim()).filter(Boolean);

/** Makes or changes a reward. The key is made once per opening, so that one
 * form makes one reward. */
export function RewardEditor({ reward, kinds, currency, onClose }: EditorProps) {
  const { t } = useTranslation(['rewards', 'common']);
  const f = useFormat();
  const [key] = useState(() => crypto.randomUUID());
  const save = useSaveReward(reward?.id);
  const say = useFieldFault();
  const kindOf = (name: string | null) => kinds.find((k) => k.name === name);
  const form = useForm<RewardSettings>({
    initialValues: reward?.settings ?? fresh(kinds[0]),
    validate: ({ kind, params }) => {
      const errors: Record<string, string> = {};
      for (const field of kindOf(kind)?.fields ?? []) {
        const fault = checkField(field, params[field.name] ?? field.default, currency);
        if (fault) errors[`params.${field.name}`] = say(fault);
      }
      return errors;
    },
  });
  const kind = kindOf(form.values.kind);
  const number = (name: 'cost' | 'stock' | 'perMember' | 'coolDown' | 'minutes', label: string, description?: string) => (
    <NumberInput
      label={label}
      description={description}
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
  const submit = form.onSubmit((values) =>
    save.mutate(
      { key, base: reward?.version ?? 0, settings: { ...values, cost: kind?.variable ? 0 : values.cost } },
      {
        onSuccess: () => {
          notifications.show({ message: t('editor.saved') });
          onClose();
        },
        onError: (error) => form.setErrors(formErrors(asApiError(error), 'settings.')),
      },
    ),
  );
  const paramErrors = Object.fromEntries(
    Object.entries(form.errors)
      .filter(([path]) => path.startsWith('params.'))
      .map(([path, message]) => [path.slice('params.'.length), typeof message === 'string' ? message : undefined]),
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <Select
        label={t('editor.kind')}
        description={kind && f.text(kind.description)}
        data={kinds.map((k) => ({ value: k.name, label: f.text(k.title) }))}
        value={form.values.kind}
        error={form.errors['kind']}
        disabled={reward !== undefined}
        allowDeselect={false}
        onChange={(name) => form.setValues({ kind: name ?? '', params: defaults(kindOf(name)) })}
      />
      <KindForm
        fields={kind?.fields ?? []}
        params={form.values.params}
        errors={paramErrors}
        onChange={(params) => form.setFieldValue('params', params)}
      />
      {typeof form.errors['params'] === 'string' && <p role="alert">{form.errors['params']}</p>}
      {!kind?.variable && number('cost', t('editor.cost'))}
      <TextInput label={t('editor.name')} description={t('editor.nameHelp')} maxLength={80} {...form.getInputProps('title')} />
      <TextInput label={t('editor.text')} maxLength={300} {...form.getInputProps('text')} />
      <div className={classes.pair}>
        {!kind?.immediate && (
          <>
            <TextInput label={t('editor.minimum', { currency })} inputMode="decimal" {...form.getInputProps('minimum')} />
            <TextInput
              label={t('editor.products')}
              description={t('editor.productsHelp')}
              inputWrapperOrder={order}
              value={(form.values.products ?? []).join(', ')}
              error={form.errors['products']}
              onChange={(e) => form.setFieldValue('products', list(e.currentTarget.value))}
            />
            {number('minutes', t('editor.minutes'), t('editor.minutesHelp'))}
          </>
        )}
        {number('stock', t('editor.stock'), t('editor.noLimit'))}
        {number('perMember', t('editor.perMember'), t('editor.noLimit'))}
        {number('coolDown', t('editor.coolDown'), t('editor.noLimit'))}
      </div>
      {!kind?.immediate && <Toggle label={t('editor.combines')} {...form.getInputProps('combines', { type: 'checkbox' })} />}
      <Toggle label={t('editor.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
      <Preview settings={form.values} kind={kind} />
      {save.isError && asApiError(save.error).fields.length === 0 && <Problem inline error={save.error} />}
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t('editor.save')}
        </Button>
      </div>
    </form>
  );
}

/** What a shopper sees, as far as it does not need the store. */
function Preview({ settings: s, kind }: { settings: RewardSettings; kind?: RewardKind }) {
  const { t } = useTranslation('rewards');
  const f = useFormat();
  return (
    <div className={classes.preview} aria-label={t('editor.preview')} role="group">
      <p className="muted small">{t('editor.preview')}</p>
      <p>
        <strong>{s.title || (kind && f.text(kind.title))}</strong>
      </p>
      {s.text && <p>{s.text}</p>}
      <p className="num">{kind?.variable ? t('chosen') : t('points', { value: f.number(s.cost) })}</p>
    </div>
  );
}
