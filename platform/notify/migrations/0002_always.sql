-- Whether it goes by mail whatever the person wants: somebody on duty is alerted.
ALTER TABLE notify_notice ADD COLUMN always boolean NOT NULL DEFAULT false;
