"""What a person can be: the nouns, and the files they lie in. No network, no screen.

- `secret`: a text that must not be seen.
- `partitions`, `arns`: AWS's partitions as data; the ARN of a role.
- `ini`: the text of an AWS file, as botocore reads it, with the line of everything.
- `config`: profiles (bastion, target, other), their chains and their problems.
- `expiry`: when a session ends, and the state that makes.
- `sessions`: the sessions that lie on disk: stored keys, the AWS CLI's role cache.
- `targets`: a new target, and why an answer cannot be taken.
- `editor`: changes to an AWS file that leave every other byte alone.
- `files`: where the files are, reading them, and the one writer.
- `links`: the addresses of the console's switch-role page and of Google's sign-in.
- `shell`: what an AWS tool started from this shell would use.
- `endpoints`: where STS is called.
- `settings`: the application's own settings and private state.
"""
