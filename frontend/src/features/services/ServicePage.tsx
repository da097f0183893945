import { Skeleton, Textarea, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { type Service, servicesQuery } from '../../api/catalogue';
import { asApiError, formErrors } from '../../api/errors';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { SaveRow } from '../../ui/SaveRow';
import { Toggle } from '../../ui/Toggle';
import { useFieldFault } from '../../ui/useFieldFault';
import { AccessSection } from './AccessSection';
import { useSaveService } from './api';
import { badPrices, type Draft, draftOf, freshDraft, settingsOf } from './draft';
import { PaymentSection } from './PaymentSection';
import { PeopleSection } from './PeopleSection';
import { QuestionsSection } from './QuestionsSection';
import { TimesSection } from './TimesSection';
import { AddOnsSection, VariantsSection } from './VariantsSection';
import classes from './Services.module.css';

export type ServiceForm = UseFormReturnType<Draft>;

/** One service to be made or changed. */
export function ServicePage() {
  const { t } = useTranslation('services');
  const { id } = useParams();
  const services = useQuery(servicesQuery);
  const service = services.data?.items.find((s) => s.id === id);
  return (
    <Page title={service?.title ?? t(id ? 'editor.edit' : 'editor.new')} back={{ to: '/services', label: t('title') }} narrow>
      {services.isError && !services.data && (
        <Section>
          <Problem error={services.error} onRetry={() => void services.refetch()} />
        </Section>
      )}
      {services.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={180} />
          <Skeleton height={320} />
        </>
      )}
      {services.data && id && !service && (
        <Section>
          <Empty title={t('gone.title')}>{t('gone.text')}</Empty>
        </Section>
      )}
      {services.data && (!id || service) && (
        <Editor key={service?.version} service={service} currency={services.data.currency} onReload={() => void services.refetch()} />
      )}
    </Page>
  );
}

interface EditorProps {
  service?: Service;
  currency: string;
  onReload: () => void;
}

/** The form. Its key is made once, so that one form makes one service. */
function Editor({ service, currency, onReload }: EditorProps) {
  const { t } = useTranslation('services');
  const say = useFieldFault();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const save = useSaveService(service?.id);
  const [initial] = useState(() => (service ? draftOf(service, currency) : freshDraft()));
  const form = useForm<Draft>({
    initialValues: initial,
    validate: (draft) => Object.fromEntries(badPrices(draft, currency).map((path) => [path, say({ code: 'money' })])),
  });
  const submit = form.onSubmit((values) =>
    save.mutate(
      { key, base: service?.version ?? 0, settings: settingsOf(values, currency) },
      {
        onSuccess: () => {
          notifications.show({ message: t('editor.saved') });
          void navigate('/services');
        },
        onError: (error) => form.setErrors(formErrors(asApiError(error))),
      },
    ),
  );
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <Section title={t('about.title')}>
        <div className={classes.fields}>
          <TextInput label={t('about.name')} maxLength={80} {...form.getInputProps('title')} />
          <Textarea label={t('about.text')} maxLength={500} autosize minRows={2} {...form.getInputProps('text')} />
          <Toggle label={t('about.enabled')} description={t('about.enabledHelp')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        </div>
      </Section>
      <VariantsSection form={form} currency={currency} />
      <AddOnsSection form={form} currency={currency} />
      <TimesSection form={form} />
      <PeopleSection form={form} />
      <AccessSection form={form} />
      <PaymentSection form={form} />
      <QuestionsSection form={form} />
      <SaveRow
        error={save.error}
        faulty={Object.keys(form.errors).length > 0}
        pending={save.isPending}
        onCancel={() => void navigate('/services')}
        onReload={service && onReload}
      />
      <LeaveGuard active={form.isDirty() && !save.isPending && !save.isSuccess} />
    </form>
  );
}
