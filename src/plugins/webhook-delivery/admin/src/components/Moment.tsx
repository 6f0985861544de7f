import { Typography } from '@strapi/design-system';
import { useTexts } from '../texts';

/** A moment in two ways: `5 minutes ago`, and the exact date and time below. */
export const Moment = ({ at }: { at: string }) => {
  const { moment, relative } = useTexts();
  return (
    <time dateTime={at}>
      <Typography tag="div" textColor="neutral800">
        {relative(at)}
      </Typography>
      <Typography tag="div" variant="pi" textColor="neutral600">
        {moment(at)}
      </Typography>
    </time>
  );
};
