import { ColorInput, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { locationsQuery, type Staff, staffQuery, type StaffSettings } from '../../api/catalogue';
import { asApiError, formErrors } from '../../api/errors';
import { Count } from '../../ui/Count';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { SaveRow } from '../../ui/SaveRow';
import { Toggle } from '../../ui/Toggle';
import { useSaveMember } from './api';
import { freshMember, memberDraft } from './draft';
import { OtherDays } from './OtherDays';
import { WeekEditor } from './WeekEditor';
import { ZoneField } from './ZoneField';
import classes from './Team.module.css';

export type MemberForm = UseFormReturnType<StaffSettings>;

/** Somebody who serves, to be added or changed. */
export function MemberPage() {
  const { t } = useTranslation('team');
  const { id } = useParams();
  const staff = useQuery(staffQuery);
  const member = staff.data?.items.find((m) => m.id === id);
  return (
    <Page title={member?.name ?? t(id ? 'member.edit' : 'member.new')} back={{ to: '/team', label: t('title') }} narrow>
      {staff.isError && !staff.data && (
        <Section>
          <Problem error={staff.error} onRetry={() => void staff.refetch()} />
        </Section>
      )}
      {staff.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={180} />
          <Skeleton height={320} />
        </>
      )}
      {staff.data && id && !member && (
        <Section>
          <Empty title={t('member.gone')}>{t('member.goneText')}</Empty>
        </Section>
      )}
      {staff.data && (!id || member) && (
        <Editor key={member?.version} member={member} others={staff.data.items.length} zone={staff.data.zone} onReload={() => void staff.refetch()} />
      )}
    </Page>
  );
}

interface EditorProps {
  member?: Staff;
  others: number;
  zone: string;
  onReload: () => void;
}

/** The form. Its key is made once, so that one form adds one person. */
function Editor({ member, others, zone, onReload }: EditorProps) {
  const { t } = useTranslation('team');
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const save = useSaveMember(member?.id);
  const [initial] = useState(() => (member ? memberDraft(member) : freshMember(others)));
  const form = useForm<StaffSettings>({ initialValues: initial });
  const submit = form.onSubmit((settings) =>
    save.mutate(
      { key, base: member?.version ?? 0, settings },
      {
        onSuccess: () => {
          notifications.show({ message: t('member.saved') });
          void navigate('/team');
        },
        onError: (error) => form.setErrors(formErrors(asApiError(error))),
      },
    ),
  );
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <AboutSection form={form} zone={zone} />
      <Section title={t('weekly.title')} intro={t('weekly.intro')}>
        <WeekEditor value={form.values.weekly} errorAt={(path) => form.errors[`weekly.${path}`]} onChange={(week) => form.setFieldValue('weekly', week)} />
      </Section>
      <OtherDays form={form} />
      <Section title={t('share.title')} intro={t('share.intro')}>
        <div className={classes.pair}>
          <Count label={t('share.perDay')} help={t('noLimit')} {...form.getInputProps('maxPerDay')} />
          <Count label={t('share.priority')} help={t('share.priorityHelp')} {...form.getInputProps('priority')} />
          <Count label={t('share.weight')} help={t('share.weightHelp')} {...form.getInputProps('weight')} />
        </div>
      </Section>
      <SaveRow
        error={save.error}
        faulty={Object.keys(form.errors).length > 0}
        pending={save.isPending}
        onCancel={() => void navigate('/team')}
        onReload={member && onReload}
      />
      <LeaveGuard active={form.isDirty() && !save.isPending && !save.isSuccess} />
    </form>
  );
}

function AboutSection({ form, zone }: { form: MemberForm; zone: string }) {
  const { t } = useTranslation('team');
  const locations = useQuery(locationsQuery).data?.items ?? [];
  const place = locations.find((l) => l.id === form.values.location);
  return (
    <Section title={t('member.about')}>
      <div className={classes.fields}>
        <div className={classes.pair}>
          <TextInput label={t('member.name')} maxLength={80} {...form.getInputProps('name')} />
          <ColorInput label={t('member.colour')} format="hex" withEyeDropper={false} {...form.getInputProps('colour')} />
        </div>
        <TextInput label={t('member.text')} maxLength={300} {...form.getInputProps('text')} />
        <TextInput label={t('member.photo')} type="url" placeholder="https://" maxLength={500} {...form.getInputProps('photoUrl')} />
        <div className={classes.pair}>
          <NativeSelect
            label={t('member.location')}
            data={[{ value: '', label: t('member.noLocation') }, ...locations.map((l) => ({ value: l.id, label: l.name }))]}
            {...form.getInputProps('location')}
          />
          <ZoneField label={t('zone.label')} fallback={place?.zone || zone} {...form.getInputProps('zone')} />
        </div>
        <Toggle label={t('member.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} error={form.errors['enabled']} />
      </div>
    </Section>
  );
}
