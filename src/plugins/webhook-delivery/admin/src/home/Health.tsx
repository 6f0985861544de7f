import { Flex, Typography } from '@strapi/design-system';
import { CheckCircle, WarningCircle } from '@strapi/icons';
import { Widget } from '@strapi/strapi/admin';
import { useWebhookFailingQuery } from '../api';
import { useTexts } from '../texts';

/** The widget on the home page: whether messages arrive at all endpoints. */
export const Health = () => {
  const { t } = useTexts();
  const { data, isError } = useWebhookFailingQuery(undefined, { refetchOnMountOrArgChange: true });
  if (isError) return <Widget.Error>{t('home.error')}</Widget.Error>;
  if (!data) return <Widget.Loading>{t('loading')}</Widget.Loading>;
  if (data.endpoints === 0) return <Widget.NoData>{t('home.none')}</Widget.NoData>;
  const isWell = data.failing === 0 && data.isSending;
  const [title, about] = !data.isSending
    ? [t('home.silent'), t('home.silentAbout')]
    : isWell
      ? [t('home.well'), t('home.wellAbout', { count: data.endpoints })]
      : [t('home.failing', { count: data.failing }), t('home.failingAbout')];
  const Icon = isWell ? CheckCircle : WarningCircle;
  return (
    <Flex height="100%" direction="column" justifyContent="center" gap={2}>
      <Icon width="3.2rem" height="3.2rem" fill={isWell ? 'success600' : 'danger600'} aria-hidden />
      <Typography variant="delta" tag="p" textAlign="center" textColor="neutral800">
        {title}
      </Typography>
      <Typography tag="p" textAlign="center" textColor="neutral600">
        {about}
      </Typography>
    </Flex>
  );
};
