import type { Endpoint } from '../../../shared/answers';
import { useTexts } from '../texts';
import { SecretDialog } from './SecretDialog';

interface Props {
  readonly endpoint: Endpoint;
  readonly onChange: () => void;
}

/** Shows the secret of an endpoint. The button disappears after the secret was shown once. */
export const ShowSecret = (props: Props) => {
  const { t } = useTexts();
  return (
    <SecretDialog
      {...props}
      label={t('secret.show')}
      about={[t('secret.about'), t('secret.once')]}
      submit={t('secret.showNow')}
      isOffered={!props.endpoint.isSecretShown}
      path={`endpoints/${props.endpoint.id}/secret`}
    />
  );
};

/** Replaces the secret of an endpoint. The former secret signs too, for `rotationHours`. */
export const RotateSecret = ({ rotationHours, ...props }: Props & { readonly rotationHours: number }) => {
  const { t, moment } = useTexts();
  const until = moment(new Date(Date.now() + rotationHours * 3_600_000));
  const { formerSecretUntil } = props.endpoint;
  const isRotating = formerSecretUntil !== null && Date.parse(formerSecretUntil) > Date.now();
  return (
    <SecretDialog
      {...props}
      label={t('secret.rotate')}
      about={[
        t('secret.rotateAbout'),
        rotationHours > 0 ? t('secret.rotateUntil', { until }) : t('secret.rotateAtOnce'),
        ...(isRotating ? [t('secret.rotateTwice')] : []),
      ]}
      submit={t('secret.rotate')}
      isOffered
      path={`endpoints/${props.endpoint.id}/secret/rotation`}
    />
  );
};
