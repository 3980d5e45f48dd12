"""What has to be set up at AWS and Google for a bastion, its targets and programs, as texts. Pure.

A setup is a frozen value; everything is derived from it and nothing is carried out.

- `setups`: the values: `TargetSetup`, `BastionSetup`, `SwitchSetup`, `KeysForPrograms`.
- `reasons`, `tags`, `sources`: why an answer cannot be taken, one sentence each.
- `checks`: all reasons against a whole setup, by field.
- `notes`: what should be known about a setup that can be so.
- `drafts`: what a form's answers make of a setup.
- `managed_policies`: AWS's own policies to pick from.
- `policies`, `switching`: the policy documents, and the targets packed into as few as fit.
- `google_attributes`: the exact texts for Google's admin console.
- `resources`: the IAM resources of a setup, which the renderers write down:
  `as_cli`, `as_cloudformation`, `as_terraform` (with `hcl`).
- `texts`: `documents(setup)`, every text with its file name.
- `steps`: `steps(setup)`, who does what where, in order.
- `programs`: advice for keys that do not end.
"""
