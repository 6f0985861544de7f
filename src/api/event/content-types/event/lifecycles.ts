import { errors } from '@strapi/utils';
import { problemsOf } from '../../rules';

interface LifecycleEvent {
  params: { data?: Record<string, unknown>; where?: { id?: number } };
}

const refuse = (event: Record<string, unknown>): void => {
  const problems = problemsOf(event);
  if (problems.length === 0) return;
  throw new errors.ValidationError(problems.map(({ message }) => message).join('; '), {
    errors: problems.map((problem) => ({ ...problem, name: 'ValidationError' })),
  });
};

/** Here, every door is covered: the admin, the APIs and the importer. */
export default {
  beforeCreate({ params }: LifecycleEvent): void {
    refuse(params.data ?? {});
  },

  async beforeUpdate({ params }: LifecycleEvent): Promise<void> {
    const { data = {}, where } = params;
    if (!['startsAt', 'endsAt', 'timeZone'].some((field) => field in data)) return;
    // An update may name one of the two times only.
    const before =
      where?.id === undefined ? {} : await strapi.db.query('api::event.event').findOne({ where });
    refuse({ ...before, ...data });
  },
};
